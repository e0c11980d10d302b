/** Mean, spread and Student's t interval of replicates. */
import { studentTCritical } from '#core/stats/student-t';

/** A mean with its interval. `low` and `high` are NaN below two values. */
export interface Interval {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n - 1). */
  readonly sd: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/**
 * mean +- t(level, n - 1) sd / sqrt(n). Values that are not finite are the caller's to leave out and to count.
 * No value gives NaN throughout; one value has a mean, but no spread and no interval.
 */
export function summarize(values: readonly number[], level = 0.95): Interval {
  const n = values.length;
  if (n === 0) return { n, mean: NaN, sd: NaN, low: NaN, high: NaN, level };
  const mean = average(values);
  if (n === 1) return { n, mean, sd: NaN, low: NaN, high: NaN, level };
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = (criticalValue(level, n - 1) * sd) / Math.sqrt(n);
  return { n, mean, sd, low: mean - half, high: mean + half, level };
}

/** The mean, corrected once for rounding so that equal values give exactly that value. */
function average(values: readonly number[]): number {
  const first = values.reduce((sum, value) => sum + value, 0) / values.length;
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
}

const criticalValues = new Map<string, number>();

/** Critical values are asked for at every point of every curve: each is worked out once. */
function criticalValue(level: number, degrees: number): number {
  const key = `${String(level)}/${String(degrees)}`;
  const known = criticalValues.get(key);
  if (known !== undefined) return known;
  const value = studentTCritical(level, degrees);
  criticalValues.set(key, value);
  return value;
}
