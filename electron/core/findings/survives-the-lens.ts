/** Whether the difference between the smallest and the largest batch size survives equal epochs, updates, samples and seconds. */
import { ladders, sizeText, type Ladder } from '#core/compare/ladders';
import { pointsRange } from '#core/compare/measure';
import { compareSeeds, FEWEST_SEEDS, sharedSeeds } from '#core/compare/pairs';
import { seedNumbers, type SeedValues } from '#core/compare/results';
import { finishedRuns, withChoices, type Study } from '#core/compare/study';
import { differenceEvidence, fewSeedsWords, unitOf } from '#core/findings/evidence';
import type { Evidence, Found, Rule, Verdict } from '#core/findings/finding';
import { placeWords } from '#core/findings/place-words';
import { isRagged } from '#core/experiment/ragged';
import { PROGRESS_AXES, type ProgressAxis } from '#core/series/axis';
import { pairedDifference, type Difference } from '#core/stats/difference';
import { holm } from '#core/stats/holm';

const ID = 'survives-the-lens';

interface View {
  readonly axis: ProgressAxis;
  readonly place: string;
  readonly difference: Difference;
  /** First minus second by seed. */
  readonly contrast: SeedValues;
}

export const survivesTheLens: Rule = {
  id: ID,
  name: 'Does the difference survive the lens?',
  explanation:
    'Takes the smallest and the largest batch size that were measured under every lens and leave no ragged last batch, and compares them at equal epochs, updates, samples and seconds (paired t, Holm over the four). The conclusion changes where the difference under another lens is opposite or no longer beyond chance, and the change itself (the difference of the two differences, by seed, Holm over the lenses) is beyond chance too.',
  find: (study) =>
    ladders(study.groups)
      .filter(({ groups }) => groups.filter((group) => finishedRuns(group).length > 0).length > 1)
      .map((ladder): Found => {
        const found = viewsOf(ladder, study);
        return found === null ? notMeasured(ladder, study) : findingOf(ladder, study, found);
      }),
};

interface Views {
  readonly first: Ladder['groups'][number];
  readonly second: Ladder['groups'][number];
  readonly views: readonly View[];
}

function viewsOf(ladder: Ladder, study: Study): Views | null {
  const measured = PROGRESS_AXES.map((axis) => {
    const own = withChoices(study, { lens: axis, summary: { kind: 'atBudget' } });
    return { axis, own, values: ladder.groups.map((group) => seedNumbers(group, own)) };
  });
  const everywhere = ladder.groups.flatMap((group, index) =>
    measured.every(({ values }) => values[index].values.length > 1) && !group.members.some(({ condition }) => isRagged(condition))
      ? [index]
      : [],
  );
  const [small, large] = [everywhere.at(0), everywhere.at(-1)];
  if (small === undefined || large === undefined || small === large) return null;
  const views = measured.map(({ axis, own, values }): View => {
    const { difference } = compareSeeds(values[small], values[large], study.choices.level);
    return { axis, place: placeWords(own.place), difference, contrast: contrastOf(values[small], values[large]) };
  });
  return { first: ladder.groups[small], second: ladder.groups[large], views };
}

/** Evaluations once an epoch come too late for small batches when updates are held equal. */
function notMeasured(ladder: Ladder, study: Study): Found {
  const { measure } = study.choices;
  return {
    id: `${ID}/${ladder.key}`,
    verdict: 'undecided',
    severity: 'notice',
    claim: `The conclusion about batch size in ${measure.name} depends on what is held equal${ladder.where}.`,
    sentence: `Whether differences between batch sizes survive equal epochs, updates, samples and seconds cannot be told${ladder.where}: fewer than two batch sizes (ragged ones apart) were evaluated early enough for all of them. Evaluate more often, for instance every few updates.`,
    evidence: [],
    moreSeeds: null,
    showMe: {
      tab: 'curves',
      chart: 'score',
      settings: { lens: 'updates', column: measure.column, groups: ladder.groups.map(({ key }) => key) },
    },
  };
}

function contrastOf(first: SeedValues, second: SeedValues): SeedValues {
  const keys = first.keys.filter((key) => second.keys.includes(key));
  const { a, b } = sharedSeeds(first, second);
  return { keys, values: a.map((value, index) => value - b[index]) };
}

function findingOf(ladder: Ladder, study: Study, { first, second, views }: Views): Found {
  const { measure, level } = study.choices;
  const alpha = 1 - level;
  const adjusted = holm(views.map(({ difference }) => difference.p));
  const direction = views.map(({ difference }, index) =>
    difference.n >= FEWEST_SEEDS && adjusted[index] < alpha ? Math.sign(difference.mean) : 0,
  );
  const budget = study.experiments.at(0)?.spec.budget.unit ?? 'epochs';
  const home = views.findIndex(({ axis }) => axis === budget);
  const changes = views.map((view) => {
    const { a, b } = sharedSeeds(views[home].contrast, view.contrast);
    return pairedDifference(a, b, level);
  });
  // The lens of the budget itself is not compared with itself.
  const changeHolm = holm(changes.map(({ p }, index) => (index === home || changes[index].n < FEWEST_SEEDS ? NaN : p)));
  // A difference that grows in its own direction is the same conclusion, however wide its interval.
  const isAgainst = (index: number): boolean => direction[home] === 0 || Math.sign(changes[index].mean) === direction[home];
  const flipped = views.filter((_, index) => direction[index] !== direction[home] && changeHolm[index] < alpha && isAgainst(index));
  const isSame = direction[home] !== 0 && direction.every((one) => one === direction[home]);
  const verdict: Verdict = flipped.length > 0 ? 'supported' : isSame ? 'notSupported' : 'undecided';
  const pair = `${sizeText(first)} and ${sizeText(second)}`;
  const line = (view: View): string => {
    const index = views.indexOf(view);
    const { low, high, mean } = view.difference;
    if (direction[index] === 0) {
      const isOffZero = low > 0 || high < 0;
      // The interval stands for itself; whether it counts goes by the corrected test and by the number of seeds.
      const reason = view.difference.n < FEWEST_SEEDS ? 'on too few seeds' : `not after correction for ${String(views.length)} comparisons`;
      return `under equal ${view.axis} they are not told apart (${pointsRange(measure, low, high)}${isOffZero ? `: leaves out 0, but ${reason}` : ''})`;
    }
    const better = mean > 0 === measure.isHigherBetter ? first : second;
    const [from, to] = mean > 0 ? [low, high] : [-high, -low];
    return `under equal ${view.axis} ${sizeText(better)} is better by ${pointsRange(measure, from, to)}`;
  };
  const sentence = {
    supported: `The conclusion changes with the lens${ladder.where}: of ${pair}, ${line(views[home])}, but ${flipped.map(line).join(', and ')}.`,
    notSupported: `The difference between ${pair} survives every lens${ladder.where}: ${views.map(line).join(', ')}.`,
    undecided: `Whether the lens changes the conclusion about ${pair}${ladder.where} is undecided: ${views.map(line).join(', ')}.`,
  }[verdict];
  // Where the conclusion changes it rests on these lenses alone.
  const told = verdict === 'supported' ? [views[home], ...flipped] : views;
  const counts = told.map(({ difference }) => difference.n);
  const n = Math.min(...counts);
  const seeds = n === Math.max(...counts) ? String(n) : `${String(n)} to ${String(Math.max(...counts))}`;
  const ranges = ` Ranges are ${String(Math.round(level * 100))} % CIs of the difference, n = ${seeds}.`;
  const label = (view: View): string => `${sizeText(first)} minus ${sizeText(second)}${view.place}`;
  return {
    id: `${ID}/${ladder.key}`,
    verdict,
    severity: verdict === 'supported' ? 'alarm' : 'result',
    claim: `The conclusion about ${pair} in ${measure.name} depends on what is held equal${ladder.where}.`,
    sentence: `${sentence}${n < 2 ? '' : ranges}${fewSeedsWords(n)}`,
    evidence: [
      ...views.map((view, index): Evidence => differenceEvidence(label(view), view.difference, unitOf(measure), adjusted[index])),
      ...views.flatMap((view, index): Evidence[] =>
        index === home
          ? []
          : [differenceEvidence(`change from equal ${budget} to equal ${view.axis}`, changes[index], unitOf(measure), changeHolm[index])],
      ),
    ],
    moreSeeds: null,
    showMe: {
      tab: 'batchSize',
      chart: 'effect',
      settings: { lens: flipped.at(0)?.axis ?? 'updates', column: measure.column, groups: [first.key, second.key] },
    },
  };
}
