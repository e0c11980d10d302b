/** BCa intervals against SciPy 1.17, and how often they hold the truth. */
import { describe, expect, test } from 'vitest';
import { bcaLimits, bootstrapInterval, type Statistic } from '#core/stats/bootstrap';
import { bootstrapCoverage, coverageSentence, measureCoverage } from '#core/stats/bootstrap-coverage';
import { median } from '#core/stats/quantile';
import { SECOND_DRUG } from '#test/core/stats/sleep-data';

const mean: Statistic = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sd: Statistic = (values) => Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

/** The statistic of every possible resample. */
function everyResample(values: readonly number[], statistic: Statistic): readonly number[] {
  const n = values.length;
  return Array.from({ length: n ** n }, (_, code) => statistic(values.map((_value, place) => values[Math.floor(code / n ** place) % n])));
}

describe('BCa limits', () => {
  test('over all 3,125 resamples of five values are those of the formula in NumPy and SciPy', () => {
    const values = [0.81, 0.84, 0.79, 0.9, 0.83];
    const ofMean = bcaLimits(values, mean, everyResample(values, mean), 0.95);
    expect(ofMean.low).toBeCloseTo(0.808, 10);
    expect(ofMean.high).toBeCloseTo(0.874, 10);
    const ofMedian = bcaLimits(values, median, everyResample(values, median), 0.95);
    expect([ofMedian.low, ofMedian.high]).toEqual([0.79, 0.9]);
  });

  test('of 10,000 resamples come near those of 1,000,000 in SciPy', () => {
    const ofMean = bootstrapInterval(SECOND_DRUG, mean);
    expect(ofMean).toMatchObject({ method: 'BCa bootstrap', n: 10, resamples: 10_000, level: 0.95 });
    expect(Math.abs(ofMean.low - 1.23)).toBeLessThan(0.04);
    expect(Math.abs(ofMean.high - 3.59)).toBeLessThan(0.04);
    const ofSd = bootstrapInterval(SECOND_DRUG, sd);
    expect(Math.abs(ofSd.low - 1.5622)).toBeLessThan(0.03);
    expect(Math.abs(ofSd.high - 2.5912)).toBeLessThan(0.03);
  });

  test('are the same every time, and others with another seed', () => {
    expect(bootstrapInterval(SECOND_DRUG, mean)).toEqual(bootstrapInterval(SECOND_DRUG, mean));
    expect(bootstrapInterval(SECOND_DRUG, mean, { seed: 2 })).not.toEqual(bootstrapInterval(SECOND_DRUG, mean));
  });

  test('do not exist for one value, have no width for equal ones, and refuse infinite ones', () => {
    expect(bootstrapInterval([1], median)).toMatchObject({ estimate: 1, low: NaN, high: NaN, resamples: 0 });
    expect(bootstrapInterval([2, 2, 2], median)).toMatchObject({ estimate: 2, low: 2, high: 2 });
    expect(() => bootstrapInterval([1, Infinity], median)).toThrow('internal');
  });
});

describe('coverage', () => {
  const isSoak = process.env.BATCHLAB_SOAK === '1';
  const [experiments, resamples, tolerance] = isSoak ? [2000, 10_000, 0.015] : [300, 500, 0.06];

  test.each(bootstrapCoverage)(
    'of the $statistic with $n seeds is what the app tells',
    ({ statistic, n, coverage }) => {
      expect(Math.abs(measureCoverage(statistic, n, experiments, resamples) - coverage)).toBeLessThan(tolerance);
    },
    isSoak ? 300_000 : 30_000,
  );

  test('is told for the number of seeds at hand', () => {
    expect(coverageSentence('mean', 12)).toContain('with 10 seeds the 95 % bootstrap interval of a mean');
    expect(coverageSentence('median', 3)).toContain('fewer than 5 seeds');
  });
});
