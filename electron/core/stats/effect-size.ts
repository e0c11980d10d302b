/** How large a difference is, apart from how sure it is. */

/** P(a > b) - P(a < b) over all pairs of one value each: -1 to 1 (Cliff 1993). NaN without values. */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (const one of a) for (const other of b) sum += Math.sign(one === other ? 0 : one > other ? 1 : -1);
  return sum / (a.length * b.length);
}
