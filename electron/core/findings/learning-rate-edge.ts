/** Alarm: the best learning rate of a batch size is the smallest or largest that was tried. */
import { differingFields, RATE_FIELD } from '#core/compare/fields';
import { sizeText } from '#core/compare/ladders';
import { amount, significant } from '#core/compare/measure';
import { resultRows, type ResultRow } from '#core/compare/results';
import type { Study } from '#core/compare/study';
import { intervalEvidence, unitOf } from '#core/findings/evidence';
import type { Found, Rule } from '#core/findings/finding';

const ID = 'learning-rate-edge';

const rateOf = ({ group }: ResultRow): number => Number(group.fields[RATE_FIELD]);
const goodness = ({ choices }: Study, row: ResultRow): number => (choices.measure.isHigherBetter ? 1 : -1) * row.interval.mean;

/** Rows that differ in learning rate alone (and in budget), by learning rate. Diverged rates count: they had no result. */
function grids(study: Study): readonly (readonly ResultRow[])[] {
  const rows = resultRows(study).filter(({ group }) => group.batchSize !== null && RATE_FIELD in group.fields);
  const others = differingFields(rows.map(({ group }) => group.fields)).filter(
    (path) => path !== RATE_FIELD && !path.startsWith('budget.'),
  );
  const parts = Map.groupBy(rows, ({ group }) => JSON.stringify(others.map((path) => group.fields[path] ?? null)));
  return [...parts.values()]
    .map((grid) => grid.toSorted((a, b) => rateOf(a) - rateOf(b)))
    .filter((grid) => new Set(grid.map(rateOf)).size > 1 && grid.some(({ seeds }) => seeds.values.length > 0));
}

export const learningRateEdge: Rule = {
  id: ID,
  name: 'Learning rate at the edge of its grid',
  explanation:
    'Raised where, among conditions that differ in nothing but the learning rate, the best mean is that of the smallest or the largest rate tried: the best rate may lie outside, and batch sizes are then compared at rates that do not suit them. With two rates this is always so. It is read from the means seen; nothing is tested.',
  find: (study) =>
    grids(study).flatMap((grid): Found[] => {
      const measured = grid.filter(({ seeds }) => seeds.values.length > 0);
      const best = measured.reduce((one, other) => (goodness(study, other) > goodness(study, one) ? other : one));
      const place = grid.indexOf(best);
      if (place > 0 && place < grid.length - 1) return [];
      const { measure } = study.choices;
      const side = place === 0 ? 'smallest' : 'largest';
      return [
        {
          id: `${ID}/${best.group.key}`,
          verdict: null,
          severity: 'alarm',
          claim: null,
          sentence: `At ${sizeText(best.group)} the best learning rate seen, ${significant(rateOf(best))} (${measure.name} ${amount(measure, best.interval.mean)}), is the ${side} of the ${new Set(grid.map(rateOf)).size} tried. A ${side === 'smallest' ? 'smaller' : 'larger'} one may be better: widen the grid before you conclude about batch size.`,
          evidence: measured.map((row) => intervalEvidence(`learning rate ${significant(rateOf(row))}`, row.interval, unitOf(measure))),
          moreSeeds: null,
          showMe: {
            tab: 'batchSize',
            chart: 'effect',
            settings: { lens: study.choices.lens, column: measure.column, groups: grid.map(({ group }) => group.key) },
          },
        },
      ];
    }),
};
