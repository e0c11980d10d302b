/** Bias-corrected accelerated (BCa) bootstrap intervals for medians and any other summary of replicates (Efron 1987). */
import { invariant } from '#core/failure';
import { randomStream } from '#core/random';
import { normalCdf, normalQuantile } from '#core/stats/special-functions';
import { quantile } from '#core/stats/quantile';

export type Statistic = (values: readonly number[]) => number;

export interface BootstrapInterval {
  readonly method: 'BCa bootstrap';
  readonly n: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly resamples: number;
}

export const RESAMPLES = 10_000;

/** The interval of a statistic of finite values. Seeded: the same values give the same interval. Below two values there is none. */
export function bootstrapInterval(
  values: readonly number[],
  statistic: Statistic,
  { level = 0.95, resamples = RESAMPLES, seed = 1 }: { readonly level?: number; readonly resamples?: number; readonly seed?: number } = {},
): BootstrapInterval {
  const n = values.length;
  const estimate = statistic(values);
  if (n < 2) return { method: 'BCa bootstrap', n, estimate, low: NaN, high: NaN, level, resamples: 0 };
  const stream = randomStream(seed, 'bootstrap', n);
  const resample = new Array<number>(n);
  const distribution = Array.from({ length: resamples }, () => {
    for (let index = 0; index < n; index++) resample[index] = values[stream.below(n)];
    return statistic(resample);
  });
  return { method: 'BCa bootstrap', n, estimate, ...bcaLimits(values, statistic, distribution, level), level, resamples };
}

/** The limits that a given bootstrap distribution of the statistic leads to. */
export function bcaLimits(
  values: readonly number[],
  statistic: Statistic,
  distribution: readonly number[],
  level: number,
): { readonly low: number; readonly high: number } {
  invariant(values.every(Number.isFinite), 'the bootstrap needs finite values');
  const estimate = statistic(values);
  const sorted = distribution.toSorted((a, b) => a - b);
  if (sorted[0] === sorted[sorted.length - 1]) return { low: estimate, high: estimate };
  const below = sorted.filter((value) => value < estimate).length;
  const equal = sorted.filter((value) => value === estimate).length;
  // Ties count half, as in SciPy; half a resample away from 0 and 1 keeps the correction finite.
  const share = Math.min(Math.max(below + equal / 2, 0.5), sorted.length - 0.5) / sorted.length;
  const bias = normalQuantile(share);
  const acceleration = jackknifeAcceleration(values, statistic);
  const limit = (probability: number): number => {
    const z = bias + normalQuantile(probability);
    return quantile(sorted, normalCdf(bias + z / (1 - acceleration * z)));
  };
  return { low: limit((1 - level) / 2), high: limit((1 + level) / 2) };
}

/** Skewness of the leave-one-out values over 6; 0 where they are all equal. */
function jackknifeAcceleration(values: readonly number[], statistic: Statistic): number {
  const without = values.map((_, index) => statistic(values.toSpliced(index, 1)));
  const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
  const square = without.reduce((sum, value) => sum + (mean - value) ** 2, 0);
  const cube = without.reduce((sum, value) => sum + (mean - value) ** 3, 0);
  return square === 0 ? 0 : cube / (6 * square ** 1.5);
}
