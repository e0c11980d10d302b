/** Replicate curves drawn together: their mean and its band on one common x grid. */
import { summarize } from '#core/stats/summary';

/** Points of one run, x ascending; y is NaN where there is no value. */
export interface Curve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** `interval` is Student's t interval of the mean, `range` runs from the smallest to the largest replicate. */
export type BandKind = 'interval' | 'range';

/** All arrays have one entry a grid point; `low` and `high` are NaN where the band needs more replicates, `n` counts them. */
export interface MeanBand {
  readonly x: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly n: readonly number[];
}

/**
 * Mean and band of replicates. Where the curves were evaluated at the same x (one being at most shorter than another) these
 * are the grid; else (seconds differ from run to run) the grid takes as many of all their x as the longest curve has, and
 * values between evaluations are interpolated linearly. A curve counts only where it has values; points that fewer than half
 * of the curves reach are left out, so that the mean does not jump when replicates end at different times.
 */
export function meanBand(curves: readonly Curve[], band: BandKind = 'interval', level = 0.95): MeanBand {
  const filled = curves.filter((curve) => curve.x.length > 0);
  const grid = commonGrid(filled);
  const columns = filled.map((curve) => onGrid(curve, grid));
  const fewest = Math.ceil(filled.length / 2);
  const result = { x: [] as number[], mean: [] as number[], low: [] as number[], high: [] as number[], n: [] as number[] };
  for (const [index, x] of grid.entries()) {
    const values: number[] = [];
    for (const column of columns) if (index < column.length && Number.isFinite(column[index])) values.push(column[index]);
    if (values.length < Math.max(1, fewest)) continue;
    const summary = summarize(values, level);
    result.x.push(x);
    result.mean.push(summary.mean);
    result.low.push(band === 'interval' ? summary.low : Math.min(...values));
    result.high.push(band === 'interval' ? summary.high : Math.max(...values));
    result.n.push(values.length);
  }
  return result;
}

/** The x at which several curves are looked at together. */
export function commonGrid(curves: readonly Pick<Curve, 'x'>[]): readonly number[] {
  if (curves.length === 0) return [];
  const longest = curves.reduce((best, curve) => (curve.x.length > best.x.length ? curve : best));
  const isShared = curves.every((curve) => isPartOf(longest.x, curve.x));
  if (isShared) return Array.from(longest.x);
  const all = [...new Set(curves.flatMap((curve) => Array.from(curve.x)))].sort((a, b) => a - b);
  const points = Math.min(all.length, longest.x.length);
  if (points < 2) return all;
  return Array.from({ length: points }, (_, index) => all[Math.round((index * (all.length - 1)) / (points - 1))]);
}

/** The values of a curve at the grid; it may end before the grid does. */
export function onGrid(curve: Curve, grid: readonly number[]): ArrayLike<number> {
  return isPartOf(grid, curve.x) ? curve.y : interpolate(curve, grid);
}

/** Whether `x` is the grid, or its first part. */
function isPartOf(grid: ArrayLike<number>, x: ArrayLike<number>): boolean {
  if (x.length > grid.length) return false;
  for (let index = 0; index < x.length; index++) if (x[index] !== grid[index]) return false;
  return true;
}

/** The curve's values at the grid, NaN outside its x range and beside a missing value. */
function interpolate(curve: Curve, grid: readonly number[]): Float64Array {
  const { x, y } = curve;
  let next = 0;
  return Float64Array.from(grid, (at) => {
    while (next < x.length && x[next] < at) next++;
    if (next === x.length) return NaN;
    if (x[next] === at) return y[next];
    if (next === 0) return NaN;
    const share = (at - x[next - 1]) / (x[next] - x[next - 1]);
    return y[next - 1] + share * (y[next] - y[next - 1]);
  });
}
