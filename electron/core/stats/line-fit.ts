/** A straight line through points by (weighted) least squares, with R squared and intervals of slope and intercept. */
import { studentTCritical } from '#core/stats/student-t';

export interface Coefficient {
  readonly value: number;
  /** Student t interval; NaN below three points. */
  readonly low: number;
  readonly high: number;
}

export interface LineFit {
  readonly n: number;
  readonly slope: Coefficient;
  readonly intercept: Coefficient;
  /** Share of the (weighted) spread of y that the line explains; NaN where y does not vary. */
  readonly rSquared: number;
  readonly level: number;
}

/** As R's lm(y ~ x, weights). null where x does not vary or there are fewer than two points. */
export function fitLine(x: readonly number[], y: readonly number[], level = 0.95, weights?: readonly number[]): LineFit | null {
  const n = x.length;
  const w = weights ?? x.map(() => 1);
  const total = w.reduce((sum, weight) => sum + weight, 0);
  const mean = (values: readonly number[]): number => values.reduce((sum, value, index) => sum + w[index] * value, 0) / total;
  const [xMean, yMean] = [mean(x), mean(y)];
  const xx = x.reduce((sum, value, index) => sum + w[index] * (value - xMean) ** 2, 0);
  if (n < 2 || !(xx > 0)) return null;
  const xy = x.reduce((sum, value, index) => sum + w[index] * (value - xMean) * (y[index] - yMean), 0);
  const yy = y.reduce((sum, value, index) => sum + w[index] * (value - yMean) ** 2, 0);
  const slope = xy / xx;
  const intercept = yMean - slope * xMean;
  const left = y.reduce((sum, value, index) => sum + w[index] * (value - intercept - slope * x[index]) ** 2, 0);
  const variance = left / (n - 2);
  const critical = n < 3 ? NaN : studentTCritical(level, n - 2);
  const coefficient = (value: number, error: number): Coefficient => ({
    value,
    low: value - critical * error,
    high: value + critical * error,
  });
  return {
    n,
    slope: coefficient(slope, Math.sqrt(variance / xx)),
    intercept: coefficient(intercept, Math.sqrt(variance * (1 / total + xMean ** 2 / xx))),
    rSquared: yy === 0 ? NaN : 1 - left / yy,
    level,
  };
}
