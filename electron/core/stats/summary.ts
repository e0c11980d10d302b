/** Mean, spread and Student's t interval of replicates. */

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
