/** How much of what differs is the luck of the seed, and whether small batches depend more on it. */
import { ladders, sizeText } from '#core/compare/ladders';
import { points } from '#core/compare/measure';
import { compareSeeds } from '#core/compare/pairs';
import { resultRows, type SeedValues } from '#core/compare/results';
import { differenceEvidence, differenceWords, fewSeedsWords, unitOf } from '#core/findings/evidence';
import { count, finite, verdictOn, type Found, type Rule } from '#core/findings/finding';
import { placeWords } from '#core/findings/place-words';
import { median } from '#core/stats/quantile';

const ID = 'seed-noise';

/** Distances from the median: their mean is larger where seeds differ more (Brown and Forsythe 1974). */
function distances({ keys, values }: SeedValues): SeedValues {
  const middle = median(values);
  return { keys, values: values.map((value) => Math.abs(value - middle)) };
}

export const seedNoise: Rule = {
  id: ID,
  name: 'Noise between seeds',
  explanation:
    'The spread of a batch size is the standard deviation of its result over seeds. The smallest and the largest batch size measured are compared by how far each seed is from the median of its own batch size (paired t on these distances, after Brown and Forsythe). Two single runs have to differ by about 2.8 standard deviations before seeds alone rarely explain it.',
  find: (study) =>
    ladders(study.groups).flatMap((ladder): Found[] => {
      const rows = resultRows({ ...study, groups: ladder.groups }).filter(({ seeds }) => seeds.values.length > 1);
      if (rows.length < 2) return [];
      const { measure, level } = study.choices;
      const [small, large] = [rows[0], rows[rows.length - 1]];
      const { difference } = compareSeeds(distances(small.seeds), distances(large.seeds), level);
      const { n, p, mean } = difference;
      const verdict = verdictOn({ n, p, isAsClaimed: mean > 0, alpha: 1 - level });
      const place = placeWords(study.place);
      const spread = `standard deviation ${points(measure, small.interval.sd)} at ${sizeText(small.group)}, ${points(measure, large.interval.sd)} at ${sizeText(large.group)}; mean distances from the median differ by ${differenceWords(measure, difference, null)}`;
      const start = {
        supported: `Results vary more between seeds at the smallest batch${place}${ladder.where}`,
        notSupported: `Results vary less between seeds at the smallest batch${place}${ladder.where}`,
        undecided: `Whether results vary more between seeds at the smallest batch${place}${ladder.where} is undecided`,
      }[verdict];
      return [
        {
          id: `${ID}/${ladder.key}`,
          verdict,
          severity: 'result',
          claim: `Results vary more between seeds at ${sizeText(small.group)} than at ${sizeText(large.group)}${place}${ladder.where}.`,
          sentence: `${start}: ${spread}.${fewSeedsWords(n)}`,
          evidence: [
            differenceEvidence(
              `distance from the median, ${sizeText(small.group)} minus ${sizeText(large.group)}`,
              difference,
              unitOf(measure),
            ),
            ...rows.map(({ group, interval }) => ({
              ...count(`standard deviation at ${sizeText(group)}`, interval.sd, unitOf(measure), interval.n),
              value: finite(interval.sd),
            })),
          ],
          moreSeeds: null,
          showMe: {
            tab: 'batchSize',
            chart: 'effect',
            settings: { lens: study.choices.lens, column: measure.column, groups: rows.map(({ group }) => group.key) },
          },
        },
      ];
    }),
};
