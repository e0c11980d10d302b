/** The value of a curve between its points. */

/** Linear between neighbours of ascending x; NaN before the first and after the last point, and beside a missing value; infinite beside an infinite one. */
export function valueAt(x: ArrayLike<number>, y: ArrayLike<number>, at: number): number {
  let next = 0;
  while (next < x.length && x[next] < at) next++;
  if (next === x.length) return NaN;
  if (x[next] === at) return y[next];
  if (next === 0) return NaN;
  const [before, after] = [y[next - 1], y[next]];
  if (before === Infinity || after === Infinity) return Number.isNaN(before + after) ? NaN : Infinity;
  const share = (at - x[next - 1]) / (x[next] - x[next - 1]);
  return before + share * (after - before);
}
