/** How much better the network does on the data it was trained on, and whether that depends on the batch size. */
import { ladders, sizeText } from '#core/compare/ladders';
import { judgingSplit, points, scoreMeasure } from '#core/compare/measure';
import { compareSeeds, FEWEST_SEEDS, seedPlan } from '#core/compare/pairs';
import { bySeed, runNumber } from '#core/compare/results';
import type { Study } from '#core/compare/study';
import { differenceEvidence, differenceWords, fewSeedsWords, intervalEvidence, moreSeedsWords } from '#core/findings/evidence';
import { verdictOn, type Found, type Rule } from '#core/findings/finding';
import { placeWords } from '#core/findings/place-words';
import type { Group } from '#core/compare/groups';
import type { SeedValues } from '#core/compare/results';
import { summarize } from '#core/stats/summary';

const ID = 'generalisation-gap';

/** Training minus judged score of every seed at the place of the study. */
function gaps(group: Group, study: Study): SeedValues {
  const { place, experiments } = study;
  const split = judgingSplit(experiments);
  if (place === null || split === 'train') return { keys: [], values: [] };
  const scoreKind = experiments[0].scoreKind;
  const train = runNumber(scoreMeasure('train', scoreKind), study.choices.summary, place);
  const judged = runNumber(scoreMeasure(split, scoreKind), study.choices.summary, place);
  return bySeed(group, (run) => train(run) - judged(run));
}

export const generalisationGap: Rule = {
  id: ID,
  name: 'Generalisation gap',
  explanation:
    'The gap is training minus test (or validation) score of the same run at the place of the lens. The smallest and the largest batch size that were measured there are compared by seed (paired t): "small batches generalise better" would mean a smaller gap at the smallest size. A small gap alone is no success: look at the scores too.',
  find: (study) =>
    ladders(study.groups).flatMap((ladder): Found[] => {
      const measured = ladder.groups.map((group) => ({ group, gap: gaps(group, study) })).filter(({ gap }) => gap.values.length > 0);
      if (measured.length < 2) return [];
      const { level } = study.choices;
      const measure = scoreMeasure(judgingSplit(study.experiments), study.experiments[0].scoreKind);
      const [small, large] = [measured[0], measured[measured.length - 1]];
      const { difference } = compareSeeds(small.gap, large.gap, level);
      const { n, p, mean } = difference;
      const verdict = verdictOn({ n, p, isAsClaimed: mean < 0, alpha: 1 - level });
      const [one, other] = [summarize(small.gap.values, level), summarize(large.gap.values, level)];
      const place = placeWords(study.place);
      const numbers = `${points(measure, one.mean)} at ${sizeText(small.group)} and ${points(measure, other.mean)} at ${sizeText(large.group)}; the difference is ${differenceWords(measure, difference, null)}`;
      const sentence = {
        supported: `The smallest batch has the smaller gap between training and ${measure.name}${place}${ladder.where}: ${numbers}.`,
        notSupported: `The smallest batch has the larger gap between training and ${measure.name}${place}${ladder.where}: ${numbers}.`,
        undecided: `Whether the gap between training and ${measure.name} depends on batch size${place}${ladder.where} is undecided: ${numbers}.`,
      }[verdict];
      const moreSeeds = verdict === 'undecided' && n >= FEWEST_SEEDS ? seedPlan(difference, 1 - level).moreSeeds : null;
      return [
        {
          id: `${ID}/${ladder.key}`,
          verdict,
          severity: 'result',
          claim: `The gap between training and ${measure.name} is smaller at ${sizeText(small.group)} than at ${sizeText(large.group)}${place}${ladder.where}.`,
          sentence: `${sentence}${fewSeedsWords(n)}${moreSeedsWords(moreSeeds)}`,
          evidence: [
            differenceEvidence(`gap of ${sizeText(small.group)} minus gap of ${sizeText(large.group)}`, difference, 'score'),
            ...measured.map(({ group, gap }) => intervalEvidence(`gap of ${sizeText(group)}`, summarize(gap.values, level), 'score')),
          ],
          moreSeeds,
          showMe: {
            tab: 'generalisation',
            chart: 'gap',
            settings: { lens: study.choices.lens, groups: ladder.groups.map(({ key }) => key) },
          },
        },
      ];
    }),
};
