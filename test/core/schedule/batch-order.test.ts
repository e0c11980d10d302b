/** Mini-batches: an epoch is a partition of the training rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchPlan, epochOrder, samplesAfter } from '#core/schedule/batch-order';

describe('the batches of an epoch', () => {
  it('visit every training row exactly once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(100_000), { minLength: 1, maxLength: 200 }), fc.nat(), fc.nat(50), (rows, seed, epoch) => {
        const order = epochOrder(Int32Array.from(rows), seed, 0, epoch);
        expect(order.toSorted()).toEqual(Int32Array.from(rows).toSorted());
      }),
    );
  });

  it('are disjoint and together the epoch, or all but the remainder', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 600 }),
        fc.constantFrom('keep', 'drop'),
        (rows, size, remainder) => {
          const plan = batchPlan(rows, size, remainder);
          const visited = (plan.updatesPerEpoch - 1) * plan.batchSize + plan.lastBatch;
          expect(visited).toBe(plan.samplesPerEpoch);
          expect(plan.lastBatch).toBeLessThanOrEqual(plan.batchSize);
          expect(plan.samplesPerEpoch).toBe(remainder === 'keep' ? rows : rows - (rows % plan.batchSize));
          for (const updates of [0, 1, plan.updatesPerEpoch, 3 * plan.updatesPerEpoch]) {
            let samples = 0;
            for (let update = 0; update < updates; update++) {
              samples += update % plan.updatesPerEpoch === plan.updatesPerEpoch - 1 ? plan.lastBatch : plan.batchSize;
            }
            expect(samplesAfter(plan, updates)).toBe(samples);
          }
        },
      ),
    );
  });

  it('differ from epoch to epoch and replicate to replicate, not from call to call', () => {
    const rows = Int32Array.from({ length: 50 }, (_, row) => row);
    expect(epochOrder(rows, 1, 0, 0)).toEqual(epochOrder(rows, 1, 0, 0));
    expect(epochOrder(rows, 1, 0, 1)).not.toEqual(epochOrder(rows, 1, 0, 0));
    expect(epochOrder(rows, 1, 1, 0)).not.toEqual(epochOrder(rows, 1, 0, 0));
  });
});
