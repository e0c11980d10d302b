import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawsOf } from '#core/probes/draws';
import { traceOf, varianceShare } from '#core/probes/gradient';
import { twoBatchEstimate } from '#core/probes/noise-scale';

/** Every one of the rows ** size ways to draw a batch with replacement. */
function allBatches(rows: number, size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return allBatches(rows, size - 1).flatMap((batch) => Array.from({ length: rows }, (_, row) => [...batch, row]));
}

const square = (vector: readonly number[]): number => vector.reduce((sum, value) => sum + value ** 2, 0);
const meanOf = (vectors: readonly (readonly number[])[]): readonly number[] =>
  vectors[0].map((_, index) => vectors.reduce((sum, vector) => sum + vector[index], 0) / vectors.length);

const vector = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 2 });
const rowsOfVectors = fc.array(vector, { minLength: 2, maxLength: 5 });

describe('the mean squared norm over all batches with replacement', () => {
  it('is |G|^2 + tr(S) / B, exactly, with S over the N rows themselves', () => {
    fc.assert(
      fc.property(rowsOfVectors, fc.integer({ min: 1, max: 4 }), (gradients, size) => {
        const squares = allBatches(gradients.length, size).map((batch) => square(meanOf(batch.map((row) => gradients[row]))));
        const exact = { full: square(meanOf(gradients)), samples: Float64Array.from(gradients, square) };
        const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
        expect(mean).toBeCloseTo(exact.full + traceOf(exact) * varianceShare(size, Infinity), 9);
      }),
      { numRuns: 60 },
    );
  });

  it('gives |G|^2 and tr(S) back from two sizes', () => {
    const gradients = [
      [1, 2],
      [0, -1],
      [3, 1],
    ];
    const means = [1, 3].map((size) => {
      const squares = allBatches(3, size).map((batch) => square(meanOf(batch.map((row) => gradients[row]))));
      return new Float64Array(2).fill(squares.reduce((sum, value) => sum + value, 0) / squares.length);
    });
    const estimate = twoBatchEstimate(means[0], means[1], { smallBatch: 1, largeBatch: 3, rows: Infinity });
    const exact = { full: square(meanOf(gradients)), samples: Float64Array.from(gradients, square) };
    expect(estimate.fullSquaredNorm).toBeCloseTo(exact.full, 10);
    expect(estimate.trace).toBeCloseTo(traceOf(exact), 10);
  });
});

describe('batches with replacement', () => {
  it('hold every row equally often, some of them twice, in ascending order', () => {
    const draws = drawsOf(5, 4, 6, true);
    const counts = new Float64Array(6);
    let doubles = 0;
    for (let trial = 0; trial < 3000; trial++) {
      const batch = [...draws.next()];
      expect(batch).toEqual(batch.toSorted((a, b) => a - b));
      for (const row of batch) counts[row]++;
      if (new Set(batch).size < 4) doubles++;
    }
    for (const count of counts) expect(Math.abs(count / 12_000 - 1 / 6)).toBeLessThan(0.015);
    // 1 - 6 x 5 x 4 x 3 / 6^4
    expect(doubles / 3000).toBeCloseTo(1 - 360 / 1296, 1);
  });

  it('are the same for the same seed, and without replacement hold no row twice', () => {
    const [one, other] = [drawsOf(5, 4, 6, true), drawsOf(5, 4, 6, true)];
    const apart = drawsOf(5, 4, 6, false);
    for (let trial = 0; trial < 20; trial++) {
      expect([...one.next()]).toEqual([...other.next()]);
      expect(new Set(apart.next()).size).toBe(4);
    }
  });
});
