/** The ratio of two means that were measured together, with an interval that is honest where the denominator may be zero. */
import { studentTCritical } from '#core/stats/student-t';

/** Means y and x, with the variances and the covariance of these means (not of single measurements). */
export interface Ratio {
  readonly y: number;
  readonly x: number;
  readonly yVariance: number;
  readonly xVariance: number;
  readonly covariance: number;
  /** Degrees of freedom of the variances. */
  readonly degrees: number;
}

/** Ends of an interval; `high` is infinite where there is no upper one. */
export interface RatioInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Interval of a ratio y / x of two numbers that are not negative (Fieller 1954): every ratio r for which y - r x may be zero. There is no
 * upper end where x may be zero, and all ratios are possible where x says nothing: also where it came out below zero by more than chance
 * allows.
 */
export function ratioInterval({ y, x, yVariance, xVariance, covariance, degrees }: Ratio, level: number): RatioInterval {
  const t2 = studentTCritical(level, degrees) ** 2;
  const a = x ** 2 - t2 * xVariance;
  const b = x * y - t2 * covariance;
  const c = y ** 2 - t2 * yVariance;
  const root = Math.sqrt(b * b - a * c);
  if (a > 0 && x > 0) return { low: Math.max(0, (b - root) / a), high: Math.max(0, (b + root) / a) };
  // The ratio may be any large one: what is left is where it begins, which is at 0 where y may be zero too.
  const from = a < 0 && c > 0 ? (b - root) / a : 0;
  return { low: Math.max(0, from), high: Infinity };
}
