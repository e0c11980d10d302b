/** How far the results of the batch sizes are apart at the place of the lens, and which cannot be told apart. */
import { ladders, sizeText } from '#core/compare/ladders';
import { amount, points } from '#core/compare/measure';
import { comparePairs, FEWEST_SEEDS, type PairRow } from '#core/compare/pairs';
import { resultRows, type ResultRow } from '#core/compare/results';
import type { Study } from '#core/compare/study';
import {
  differenceEvidence,
  differenceWords,
  fewSeedsWords,
  intervalEvidence,
  listed,
  moreSeedsWords,
  unitOf,
} from '#core/findings/evidence';
import { placeWords } from '#core/findings/place-words';
import type { Found, Rule, Verdict } from '#core/findings/finding';

const ID = 'best-score';

export const bestScore: Rule = {
  id: ID,
  name: 'Results told apart',
  explanation:
    'Compares every pair of batch sizes at the place of the lens by the mean difference over common seeds (paired t) and corrects for the number of pairs (Holm). "Supported" means that at least one pair is told apart. Pairs that are not told apart may still differ: the sentence says how large a difference these seeds would have found four times out of five.',
  find: (study) =>
    ladders(study.groups).flatMap((ladder): Found[] => {
      const rows = resultRows({ ...study, groups: ladder.groups }).filter(({ seeds }) => seeds.values.length > 0);
      const missing = ladder.groups.filter((group) => !rows.some((row) => row.group === group));
      if (rows.length < 2) return [];
      const pairs = comparePairs(rows, study.choices.level);
      const alpha = 1 - study.choices.level;
      const told = pairs.filter((pair) => pair.difference.n >= FEWEST_SEEDS && pair.holm < alpha);
      const n = Math.min(...rows.map(({ interval }) => interval.n));
      const widest = (told.length === 0 ? pairs : told).reduce((best, pair) =>
        Math.abs(pair.difference.mean) > Math.abs(best.difference.mean) ? pair : best,
      );
      const verdict: Verdict = told.length > 0 ? 'supported' : 'undecided';
      const { measure } = study.choices;
      const place = placeWords(study.place);
      return [
        {
          id: `${ID}/${ladder.key}`,
          verdict,
          severity: 'result',
          claim: `The batch sizes differ in ${measure.name}${place}${ladder.where}.`,
          sentence: `${sentenceOf(study, { rows, pairs, told, widest, place, where: ladder.where })}${missing.length === 0 ? '' : ` Not measured that early: ${listed(missing.map(sizeText))}.`}${fewSeedsWords(n)}${verdict === 'undecided' && n >= FEWEST_SEEDS ? moreSeedsWords(widest.power.moreSeeds) : ''}`,
          evidence: [
            ...rows.map((row) => intervalEvidence(sizeText(row.group), row.interval, unitOf(measure))),
            ...pairs.map((pair) => differenceEvidence(pairLabel(pair), pair.difference, unitOf(measure), pair.holm)),
          ],
          moreSeeds: verdict === 'undecided' && n >= FEWEST_SEEDS ? widest.power.moreSeeds : null,
          showMe: {
            tab: 'statistics',
            chart: 'pairs',
            settings: { lens: study.choices.lens, column: measure.column, groups: ladder.groups.map(({ key }) => key) },
          },
        },
      ];
    }),
};

const pairLabel = ({ first, second }: PairRow): string => `${sizeText(first.group)} minus ${sizeText(second.group)}`;

interface Parts {
  readonly rows: readonly ResultRow[];
  readonly pairs: readonly PairRow[];
  readonly told: readonly PairRow[];
  readonly widest: PairRow;
  readonly place: string;
  readonly where: string;
}

function sentenceOf(study: Study, { rows, pairs, told, widest, place, where }: Parts): string {
  const { measure } = study.choices;
  const isHigher = widest.difference.mean > 0;
  const [high, low] = isHigher ? [widest.first, widest.second] : [widest.second, widest.first];
  const apart = `${sizeText(high.group)} (${amount(measure, high.interval.mean)}) and ${sizeText(low.group)} (${amount(measure, low.interval.mean)})`;
  const { mean, low: from, high: to } = widest.difference;
  const apartBy = { ...widest.difference, mean: Math.abs(mean), low: isHigher ? from : -to, high: isHigher ? to : -from };
  const by = differenceWords(measure, apartBy, { holm: widest.holm, family: pairs.length });
  if (told.length === 0) {
    const detectable = Math.max(...pairs.map(({ power }) => power.smallestDetectable));
    const limit = Number.isFinite(detectable)
      ? ` In any one of the pairs these seeds would find a difference of ${points(measure, detectable)} four times out of five.`
      : '';
    return `The batch sizes cannot be told apart by ${measure.name}${place}${where}. The largest difference seen, between ${apart}, is ${by}.${limit}`;
  }
  if (pairs.length === 1) return `The two batch sizes differ in ${measure.name}${place}${where}: ${apart} are ${by} apart.`;
  const inAllTold = rows.filter((row) => told.every(({ first, second }) => first === row || second === row));
  const reason = told.length > 1 && inAllTold.length === 1 ? `, all of them with ${sizeText(inAllTold[0].group)}` : '';
  return `Of the ${pairs.length} pairs of batch sizes, ${told.length} ${told.length === 1 ? 'is' : 'are'} told apart by ${measure.name}${place}${where}${reason}; the widest apart of these, ${apart}, by ${by}.`;
}
