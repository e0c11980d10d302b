/** Holm's correction for asking several questions of the same data. */

/** Adjusted p-values in the order given, as R's p.adjust(p, "holm"). NaN (nothing was tested) stays NaN and is not counted. */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.flatMap((p, index) => (Number.isNaN(p) ? [] : [index])).sort((a, b) => ps[a] - ps[b]);
  const adjusted = ps.map(() => NaN);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * ps[index]));
    adjusted[index] = largest;
  }
  return adjusted;
}
