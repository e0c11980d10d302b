/** What is said about preparation is what preparation does. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { preparationOf } from '#core/data/preparation';
import { prepare } from '#core/data/prepare';
import type { Table } from '#core/data/table';
import { checkSpec } from '#core/experiment/validate';
import { modesWith } from '#test/support/specs';

const value = fc.oneof(
  { weight: 5, arbitrary: fc.float({ min: -1000, max: 1000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
);
const scaling = fc.constantFrom('none', 'standardizePerFeature', 'standardizeGlobal', 'minMaxPerFeature', 'minMaxGlobal');

test('fillings and scaling, applied to a row as it came, give the prepared row exactly', () => {
  const { spec } = checkSpec(modesWith({}), { rows: 12, features: 3, target: { kind: 'class', classes: 2 } });
  if (spec === null) throw new Error('the spec of this test is wrong');
  fc.assert(
    fc.property(fc.array(value, { minLength: 36, maxLength: 36 }), scaling, fc.nat(100), (values, kind, seed) => {
      const table: Table = {
        features: Float32Array.from(values),
        featureNames: ['a', 'b', 'c'],
        rows: 12,
        target: { kind: 'class', labels: Int32Array.from({ length: 12 }, (_, row) => row % 2), classNames: ['x', 'y'] },
      };
      const design = { ...spec.data, scaling: kind };
      const { fillings, scaling: measure } = preparationOf(table, design, seed);
      const own = table.features.map((one, at) => {
        const column = at % 3;
        const filling = fillings.find((candidate) => candidate.column === column);
        const known = filling === undefined ? one : filling.mean === null ? 0 : Number.isNaN(one) ? Math.fround(filling.mean) : one;
        if (measure === null) return known;
        const group = measure.shift.length === 1 ? 0 : column;
        return (known - measure.shift[group]) * measure.factor[group];
      });
      expect(own).toEqual(prepare(table, design, seed).table.features);
    }),
    { numRuns: 300 },
  );
});
