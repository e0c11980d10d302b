/** Whether a batch of one sample works poorly at this learning rate, and whether another rate mends it. */
import { RATE_FIELD } from '#core/compare/fields';
import { ladders, sizeText } from '#core/compare/ladders';
import { amount, measuredPoints, significant } from '#core/compare/measure';
import { comparePairs, FEWEST_SEEDS, type PairRow } from '#core/compare/pairs';
import { resultRows, type ResultRow } from '#core/compare/results';
import type { Study } from '#core/compare/study';
import { differenceEvidence, fewSeedsWords, intervalEvidence, intervalWords, listed, testedWords, unitOf } from '#core/findings/evidence';
import { placeWords } from '#core/findings/place-words';
import type { Evidence, Found, Rule, Verdict } from '#core/findings/finding';

const ID = 'batch-one';

export const batchOne: Rule = {
  id: ID,
  name: 'Batch size 1 at this learning rate',
  explanation:
    'Compares batch size 1 with every other batch size at the same learning rate (paired t by seed, Holm). "Supported" where it is worse than all of them, "not supported" where it is better than one. Where batch size 1 was also run at other learning rates, these are named: "poor" often means that the rate is too large for so noisy a gradient.',
  find: (study) =>
    ladders(study.groups).flatMap((ladder): Found[] => {
      const rows = resultRows({ ...study, groups: ladder.groups }).filter(({ seeds }) => seeds.values.length > 0);
      const one = rows.at(0);
      if (one === undefined || one.group.batchSize !== 1 || rows.length < 2) return [];
      const pairs = comparePairs(rows, study.choices.level, one);
      return [findingOf(study, one, pairs, ladder)];
    }),
};

function findingOf(
  study: Study,
  one: ResultRow,
  pairs: readonly PairRow[],
  ladder: { readonly key: string; readonly where: string },
): Found {
  const { measure, level } = study.choices;
  const sign = measure.isHigherBetter ? 1 : -1;
  const told = pairs.filter(({ difference, holm }) => difference.n >= FEWEST_SEEDS && holm < 1 - level);
  const worse = told.filter(({ difference }) => difference.mean * sign > 0);
  const verdict: Verdict = worse.length === pairs.length ? 'supported' : told.length > worse.length ? 'notSupported' : 'undecided';
  const n = Math.min(...pairs.map(({ difference }) => difference.n));
  const place = placeWords(study.place);
  const start = {
    supported: `Batch size 1 works poorly${place}${ladder.where}`,
    notSupported: `Batch size 1 does not work worse than every other batch size${place}${ladder.where}`,
    undecided: `Whether batch size 1 works poorly${place}${ladder.where} is undecided`,
  }[verdict];
  const mended = otherRates(study, one);
  return {
    id: `${ID}/${ladder.key}`,
    verdict,
    severity: 'result',
    claim: `Batch size 1 is worse in ${measure.name} than all other batch sizes${place}${ladder.where}.`,
    sentence: `${start}: its ${measure.name} of ${amount(measure, one.interval.mean)} is ${againstWords(study, pairs, worse.length)}.${mendedWords(study, one, mended)}${fewSeedsWords(n)}`,
    evidence: [
      intervalEvidence('batch size 1', one.interval, unitOf(measure)),
      ...pairs.map(({ first, difference, holm }) =>
        differenceEvidence(`${sizeText(first.group)} minus batch size 1`, difference, unitOf(measure), holm),
      ),
      ...mended.map(({ first, difference, holm }): Evidence =>
        differenceEvidence(`batch size 1 at learning rate ${rateText(first)} minus at ${rateText(one)}`, difference, unitOf(measure), holm),
      ),
    ],
    moreSeeds: null,
    showMe: {
      tab: 'batchSize',
      chart: 'effect',
      settings: {
        lens: study.choices.lens,
        column: measure.column,
        groups: [one, ...pairs.map(({ first }) => first)].map(({ group }) => group.key),
      },
    },
  };
}

/** One or two others with their intervals; of more the one that comes nearest. */
function againstWords({ choices }: Study, pairs: readonly PairRow[], worse: number): string {
  const { measure } = choices;
  const side = measure.isHigherBetter ? 'below' : 'above';
  const below = ({ difference }: PairRow): number => (measure.isHigherBetter ? 1 : -1) * difference.mean;
  const words = (pair: PairRow): string => {
    const { low, high } = pair.difference;
    const limits = measure.isHigherBetter ? { low, high } : { low: -high, high: -low };
    const turned = { ...pair.difference, ...limits, mean: below(pair) };
    const interval = testedWords(measure, turned, pair.holm, pairs.length);
    return `${measuredPoints(measure, turned).mean} ${side} ${sizeText(pair.first.group)} (${interval})`;
  };
  if (pairs.length <= 2) return listed(pairs.map(words));
  const nearest = pairs.reduce((best, pair) => (below(pair) < below(best) ? pair : best));
  return `worse than ${worse === pairs.length ? 'all' : worse} of the ${pairs.length} others beyond chance; nearest is ${words(nearest)}`;
}

const rateText = ({ group }: ResultRow): string => significant(Number(group.fields[RATE_FIELD]));

/** Batch size 1 at other learning rates against this one. */
function otherRates(study: Study, one: ResultRow): readonly PairRow[] {
  const groups = study.groups.filter((group) => group.batchSize === 1 && group.fields[RATE_FIELD] !== one.group.fields[RATE_FIELD]);
  const rows = resultRows({ ...study, groups }).filter(({ seeds }) => seeds.values.length > 0);
  return comparePairs([one, ...rows], study.choices.level, one);
}

function mendedWords(study: Study, one: ResultRow, pairs: readonly PairRow[]): string {
  const { measure, level } = study.choices;
  return pairs
    .map(({ first, difference, holm }) => {
      const isTold = difference.n >= FEWEST_SEEDS && holm < 1 - level;
      const isBetter = difference.mean > 0 === measure.isHigherBetter;
      const outcome = !isTold ? 'is not told apart from that' : isBetter ? 'is better' : 'is worse';
      return ` At learning rate ${rateText(first)} instead of ${rateText(one)} it reaches ${amount(measure, first.interval.mean)}, which ${outcome} (difference: ${intervalWords(measure, difference)}).`;
    })
    .join('');
}
