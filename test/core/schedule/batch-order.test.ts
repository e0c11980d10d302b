/** Mini-batches: an epoch is a partition of the training rows, or independent draws. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOrder } from '#core/schedule/batch-order';

describe('the order of an epoch', () => {
  it('visits every training row exactly once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(100_000), { minLength: 1, maxLength: 200 }), fc.nat(), fc.nat(50), (rows, seed, epoch) => {
        const order = epochOrder(Int32Array.from(rows), seed, 0, epoch, 'shuffle');
        expect(order.toSorted()).toEqual(Int32Array.from(rows).toSorted());
      }),
    );
  });

  it('differs from epoch to epoch and replicate to replicate, not from call to call', () => {
    const rows = Int32Array.from({ length: 50 }, (_, row) => row);
    for (const sampling of ['shuffle', 'replacement'] as const) {
      expect(epochOrder(rows, 1, 0, 0, sampling)).toEqual(epochOrder(rows, 1, 0, 0, sampling));
      expect(epochOrder(rows, 1, 0, 1, sampling)).not.toEqual(epochOrder(rows, 1, 0, 0, sampling));
      expect(epochOrder(rows, 1, 1, 0, sampling)).not.toEqual(epochOrder(rows, 1, 0, 0, sampling));
    }
  });

  it('with replacement draws every row equally often, and leaves out about 1 / e of them in an epoch', () => {
    const rows = Int32Array.from({ length: 100 }, (_, row) => 1000 + row);
    const counts = new Map<number, number>();
    const epochs = 2000;
    let missing = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = epochOrder(rows, 3, 0, epoch, 'replacement');
      missing += 100 - new Set(order).size;
      for (const row of order) counts.set(row, (counts.get(row) ?? 0) + 1);
    }
    // 200,000 draws: chi squared with 99 degrees of freedom stays below 149 in 99.9 % of all cases.
    const chiSquared = [...rows].reduce((sum, row) => sum + ((counts.get(row) ?? 0) - epochs) ** 2 / epochs, 0);
    expect(chiSquared).toBeLessThan(149);
    expect(missing / (100 * epochs)).toBeCloseTo((1 - 1 / 100) ** 100, 2);
  });
});
