/** Thins a curve to what a screen can show, keeping every peak and trough. */

/**
 * Ascending indices of the points to draw: of each of `columns` equal stretches of x the first, smallest, largest and last.
 * `position` maps x to the axis (its logarithm on a log axis); points without a position or value are left out.
 */
export function visibleIndices(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  columns: number,
  position: (x: number) => number = (value) => value,
): readonly number[] {
  const usable: number[] = [];
  for (let index = 0; index < x.length; index++) {
    if (Number.isFinite(position(x[index])) && Number.isFinite(y[index])) usable.push(index);
  }
  if (usable.length <= columns * 2) return usable;
  const start = position(x[usable[0]]);
  const width = position(x[usable[usable.length - 1]]) - start;
  if (width === 0) return usable;
  const columnOf = (index: number): number => Math.min(columns - 1, Math.floor(((position(x[index]) - start) / width) * columns));
  const kept: number[] = [];
  let from = 0;
  while (from < usable.length) {
    const column = columnOf(usable[from]);
    let to = from;
    let lowest = from;
    let highest = from;
    while (to < usable.length && columnOf(usable[to]) === column) {
      if (y[usable[to]] < y[usable[lowest]]) lowest = to;
      if (y[usable[to]] > y[usable[highest]]) highest = to;
      to++;
    }
    const places = [...new Set([from, lowest, highest, to - 1])].sort((a, b) => a - b);
    kept.push(...places.map((place) => usable[place]));
    from = to;
  }
  return kept;
}
