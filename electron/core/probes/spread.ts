/** A sample in few numbers: mean with its interval, deviation, quantiles. */
import type { Spread } from '#core/probes/results';
import { studentTCritical } from '#core/stats/student-t';

const LEVEL = 0.95;
const FRACTIONS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Quantiles as `stats/quantile` defines them. NaN throughout for no values; no interval for one. */
export function spreadOf(values: ArrayLike<number>): Spread {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const sd = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const half = n < 2 ? NaN : (studentTCritical(LEVEL, n - 1) * sd) / Math.sqrt(n);
  const [q05, q25, q50, q75, q95] = FRACTIONS.map((fraction) => quantileOf(sorted, fraction));
  return { n, mean, sd, low: mean - half, high: mean + half, quantiles: [q05, q25, q50, q75, q95] };
}

function quantileOf(sorted: Float64Array, fraction: number): number {
  if (sorted.length === 0) return NaN;
  const position = (sorted.length - 1) * fraction;
  const below = Math.floor(position);
  const next = sorted[Math.min(below + 1, sorted.length - 1)];
  return sorted[below] + (position - below) * (next - sorted[below]);
}
