/** The noise scale over training: pooled honestly over evaluations and runs, with bands that hold what they promise. */
import { describe, expect, it } from 'vitest';
import { measuredNoise, type NoiseMeasurement } from '#core/probes/noise-scale';
import { varianceShare } from '#core/probes/gradient';
import { randomStream } from '#core/random';
import { evaluationColumns, type Evaluation, type EvaluationColumns } from '#core/series/evaluation';
import { noiseBand, noiseCurve, POOLED_EVALUATIONS } from '#core/series/noise-scale';
import { ratioInterval } from '#core/stats/ratio';

function columns(noises: readonly (NoiseMeasurement | undefined)[]): EvaluationColumns {
  const evaluation = (noise: NoiseMeasurement | undefined, index: number): Evaluation => ({
    ...{ update: 10 * index, samples: 100 * index, epoch: index, seconds: index / 7, weightDistance: 0, weightNorm: 1, recent: null },
    ...{ train: { loss: 1, score: 0 }, validation: null, test: null },
    ...(noise === undefined ? {} : { noise }),
  });
  return evaluationColumns(noises.map(evaluation));
}

/** Certain: every pair says the same. */
const certain = (trace: number, squaredNorm: number): NoiseMeasurement => {
  return { pairs: 8, trace, squaredNorm, traceVariance: 0, squaredNormVariance: 0, covariance: 0 };
};

/** Pairs of batches of gradients with mean g in each of 20 directions and noise of variance 1. */
function drawn(seed: number, step: number, g: number, sizes = { smallBatch: 4, largeBatch: 32, rows: 1e6 }, pairs = 8): NoiseMeasurement {
  const stream = randomStream(seed, 'data', step);
  const square = (batch: number): number =>
    Array.from({ length: 20 }, () => (g + stream.normal() * Math.sqrt(varianceShare(batch, sizes.rows))) ** 2).reduce(
      (sum, one) => sum + one,
      0,
    );
  const squares = (batch: number): Float64Array => Float64Array.from({ length: pairs }, () => square(batch));
  return measuredNoise(squares(sizes.smallBatch), squares(sizes.largeBatch), sizes);
}

describe('the noise scale of one run', () => {
  it('is the ratio where nothing is uncertain, and is not there where it was not measured', () => {
    const { y, low, high } = noiseCurve(columns([certain(30, 2), certain(30, 2), undefined, certain(30, 2)]));
    expect([y[0], y[1], y[3]].map((value) => Number(value.toPrecision(12)))).toEqual([15, 15, 15]);
    expect([low[1], high[1]].map((value) => Number(value.toPrecision(9)))).toEqual([15, 15]);
    expect([y[2], low[2], high[2]]).toEqual([NaN, NaN, NaN]);
  });

  it('follows gradients that fall by orders of magnitude: no evaluation speaks for the others', () => {
    const falling = [certain(1e6, 1e6), ...Array.from({ length: 6 }, () => certain(10, 1))];
    const { y } = noiseCurve(columns(falling));
    expect(y[0]).toBeCloseTo(1, 10);
    // The mean of |G|^2 as a part of the whole: (1/2 + 3 / 11) / 4.
    expect(y[3]).toBeCloseTo(1 / ((1 / 2 + 3 / 11) / 4) - 1, 10);
    expect(y[POOLED_EVALUATIONS]).toBeCloseTo(10, 10);
  });

  it('has no upper end where the gradient may be zero, and no value where it came out below', () => {
    const { y, low, high } = noiseCurve(columns([{ ...certain(40, -0.5), squaredNormVariance: 30, traceVariance: 1 }]));
    expect(y[0]).toBeNaN();
    expect(high[0]).toBe(Infinity);
    expect(low[0]).toBeGreaterThan(1);
    expect(low[0]).toBeLessThan(100);
  });

  it('has a narrower band than a single evaluation, which holds the true ratio about 95 times in 100', () => {
    const truth = 20 / (20 * 0.3 ** 2);
    const kept = Array.from({ length: 400 }, (_, seed) => {
      const all = Array.from({ length: POOLED_EVALUATIONS }, (__, step) => drawn(seed, step, 0.3));
      const { low, high } = noiseCurve(columns(all));
      const alone = noiseCurve(columns(all.slice(-1)));
      return { holds: low[4] <= truth && truth <= high[4], isNarrower: high[4] - low[4] < alone.high[0] - alone.low[0] };
    });
    const holding = kept.filter(({ holds }) => holds).length / 400;
    expect(holding).toBeGreaterThan(0.92);
    expect(holding).toBeLessThan(0.98);
    expect(kept.filter(({ isNarrower }) => isNarrower).length).toBeGreaterThan(380);
  });
});

describe('the noise scale of several runs', () => {
  const truth = 1 / 0.3 ** 2;

  it('has a band over runs that holds the true ratio about 95 times in 100', () => {
    const holding = Array.from({ length: 300 }, (_, trial) => {
      const runs = Array.from({ length: 5 }, (__, run) => columns([drawn(1000 + trial, run, 0.3)]));
      const { low, high, n } = noiseBand(runs, 'epochs');
      expect(n).toEqual([5]);
      return low[0] <= truth && truth <= high[0];
    }).filter(Boolean).length;
    expect(holding / 300).toBeGreaterThan(0.91);
    expect(holding / 300).toBeLessThan(0.985);
  });

  it('is the ratio of means, not the mean of ratios, from the smallest to the largest where asked so', () => {
    const runs = [columns([certain(9, 1)]), columns([certain(1, 1)])];
    const { mean, low, high } = noiseBand(runs, 'epochs', 'range');
    expect(mean[0]).toBeCloseTo((0.9 + 0.5) / (0.1 + 0.5), 12);
    expect([low[0], high[0]].map((value) => Number(value.toPrecision(12)))).toEqual([1, 9]);
    const open = noiseBand([columns([certain(9, 1)]), columns([certain(9, -1)])], 'epochs', 'range');
    expect(open.high).toEqual([Infinity]);
  });

  it('of a single run is that of its pairs', () => {
    const one = columns([drawn(1, 1, 0.3), drawn(1, 2, 0.3)]);
    const { y, low, high } = noiseCurve(one);
    expect(noiseBand([one], 'updates')).toEqual({ x: [0, 10], mean: y, low, high, n: [1, 1] });
  });

  it('ends where fewer than half of the runs are measured', () => {
    const long = columns([certain(9, 1), certain(9, 1), certain(9, 1)]);
    const short = columns([certain(9, 1)]);
    expect(noiseBand([long, short, short], 'epochs').x).toEqual([0]);
    expect(noiseBand([long, long, short], 'epochs').x).toEqual([0, 1, 2]);
    expect(noiseBand([columns([undefined])], 'epochs').x).toEqual([]);
    expect(noiseBand([], 'epochs').x).toEqual([]);
  });
});

describe('the interval of a ratio', () => {
  const of = (changes: Partial<Parameters<typeof ratioInterval>[0]>) =>
    ratioInterval({ y: 4, x: 2, yVariance: 0.01, xVariance: 0.01, covariance: 0, degrees: 20, ...changes }, 0.95);

  it('is symmetric about the ratio where the denominator is certain', () => {
    const { low, high } = of({ xVariance: 0 });
    expect((low + high) / 2).toBeCloseTo(2, 10);
    expect(high - low).toBeCloseTo((2 * 2.085963 * 0.1) / 2, 5);
  });

  it.each([
    ['a denominator that may be zero', { xVariance: 4 }, [1, 2]],
    ['one below zero by more than chance allows', { x: -5 }, [0, 0]],
    ['both that may be zero', { xVariance: 40, yVariance: 40 }, [0, 0]],
  ])('has no upper end with %s', (_, changes, [least, most]) => {
    const { low, high } = of(changes);
    expect(high).toBe(Infinity);
    expect(low).toBeGreaterThanOrEqual(least === 1 ? 0.1 : least);
    expect(low).toBeLessThanOrEqual(most);
  });

  it('never leaves the ratios that are possible', () => {
    expect(of({ y: -4 })).toEqual({ low: 0, high: 0 });
    expect(of({ y: 0 }).low).toBe(0);
  });
});
