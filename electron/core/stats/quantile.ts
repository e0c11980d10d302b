/** Quantiles of a sample as R's default (type 7) and NumPy define them. */

/** The `fraction`-quantile, 0..1, interpolated linearly between the order statistics; NaN for an empty sample. */
export function quantile(values: readonly number[], fraction: number): number {
  if (values.length === 0) return NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * fraction;
  const below = Math.floor(position);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  // Equal neighbours are returned as they are, so that infinities (runs that never arrived) do not become NaN.
  return low === high ? low : position === below ? low : low + (position - below) * (high - low);
}

/** The middle value, or the mean of the two middle values; NaN for an empty sample. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
