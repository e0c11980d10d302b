import { describe, expect, it } from 'vitest';
import { BatchDraws } from '#core/probes/batch-draws';
import { traceOf, varianceShare } from '#core/probes/gradient';
import { twoBatchEstimate } from '#core/probes/noise-scale';
import { randomStream } from '#core/random';

/** Gradients of rows made up of a common part and noise. */
function gradients(rows: number, size: number, common: number): readonly Float64Array[] {
  const stream = randomStream(21, 'data', rows);
  return Array.from({ length: rows }, () => Float64Array.from({ length: size }, () => common + stream.normal()));
}

function squareOfMean(all: readonly Float64Array[], batch: Iterable<number>): number {
  const sum = new Float64Array(all[0].length);
  let count = 0;
  for (const row of batch) {
    all[row].forEach((value, index) => (sum[index] += value));
    count++;
  }
  return sum.reduce((square, value) => square + (value / count) ** 2, 0);
}

describe('the mean squared norm over all batches without replacement', () => {
  it('is |G|^2 + tr(S) (N - B) / (B (N - 1)), exactly', () => {
    // All 20 batches of 3 out of 6 rows.
    const all = gradients(6, 4, 0.3);
    const batches = [0, 1, 2, 3].flatMap((a) =>
      [1, 2, 3, 4].filter((b) => b > a).flatMap((b) => [2, 3, 4, 5].filter((c) => c > b).map((c) => [a, b, c])),
    );
    expect(batches).toHaveLength(20);
    const mean = batches.reduce((sum, batch) => sum + squareOfMean(all, batch), 0) / 20;
    const full = squareOfMean(all, [0, 1, 2, 3, 4, 5]);
    const samples = Float64Array.from(all, (one) => one.reduce((sum, value) => sum + value ** 2, 0));
    expect(mean).toBeCloseTo(full + traceOf({ full, samples }) * varianceShare(3, 6), 12);
    // Two sizes then give both numbers back.
    const estimate = twoBatchEstimate(
      Float64Array.from(samples, (_, row) => samples[row]),
      new Float64Array(6).fill(full),
      { smallBatch: 1, largeBatch: 6, rows: 6 },
    );
    expect(estimate.fullSquaredNorm).toBeCloseTo(full, 12);
    expect(estimate.trace).toBeCloseTo(traceOf({ full, samples }), 12);
  });
});

describe('the two-batch estimate', () => {
  const trialsOf = (all: readonly Float64Array[], size: number, trials: number, seed: number): Float64Array => {
    const draws = new BatchDraws(seed, size, all.length);
    return Float64Array.from({ length: trials }, () => squareOfMean(all, draws.next()));
  };

  it('has a band that holds the exact noise scale about 95 times in 100', () => {
    const all = gradients(200, 5, 0.4);
    const samples = Float64Array.from(all, (one) => one.reduce((sum, value) => sum + value ** 2, 0));
    const full = squareOfMean(all, all.keys());
    const exact = traceOf({ full, samples }) / full;
    const holds = Array.from({ length: 200 }, (_, seed) => {
      const sizes = { smallBatch: 4, largeBatch: 60, rows: 200 };
      const { low, high } = twoBatchEstimate(trialsOf(all, 4, 60, seed), trialsOf(all, 60, 60, seed), sizes);
      return low <= exact && exact <= high;
    });
    expect(holds.filter(Boolean).length).toBeGreaterThan(180);
    expect(holds.filter(Boolean).length).toBeLessThan(200);
  });

  it('has no upper end where the full gradient may be zero', () => {
    const all = gradients(100, 30, 0);
    const sizes = { smallBatch: 1, largeBatch: 4, rows: 100 };
    const { low, high } = twoBatchEstimate(trialsOf(all, 1, 20, 5), trialsOf(all, 4, 20, 5), sizes);
    expect(high).toBe(Infinity);
    expect(low).toBeGreaterThanOrEqual(0);
  });
});

describe('random batches', () => {
  it('hold every row equally often, none twice, and are the same for the same seed', () => {
    const draws = new BatchDraws(3, 5, 20);
    const again = new BatchDraws(3, 5, 20);
    const counts = new Int32Array(20);
    for (let trial = 0; trial < 4000; trial++) {
      const batch = draws.next();
      expect([...again.next()]).toEqual([...batch]);
      expect(new Set(batch).size).toBe(5);
      for (const row of batch) counts[row]++;
    }
    // A thousand each, with a deviation of 27.
    expect(Math.min(...counts)).toBeGreaterThan(880);
    expect(Math.max(...counts)).toBeLessThan(1120);
  });
});
