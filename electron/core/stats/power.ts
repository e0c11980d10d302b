/** What a number of seeds can show: the smallest difference that paired t tests find, and how many seeds a difference needs. */
import { noncentralTBetween, studentTCritical } from '#core/stats/student-t';

/** Chance that a paired, two-sided t test at level `alpha` finds a true difference of `d` standard deviations of the differences. */
export function pairedPower(d: number, n: number, alpha = 0.05): number {
  const critical = studentTCritical(1 - alpha, n - 1);
  const shift = Math.abs(d) * Math.sqrt(n);
  return 1 - noncentralTBetween(-critical, critical, n - 1, shift);
}

const detectable = new Map<string, number>();

/** The difference, in standard deviations of the differences, that n pairs find with the given chance; NaN below two pairs. */
export function smallestDetectable(n: number, power = 0.8, alpha = 0.05): number {
  if (n < 2) return NaN;
  const key = `${n}/${power}/${alpha}`;
  const known = detectable.get(key);
  if (known !== undefined) return known;
  let low = 0;
  let high = 1;
  while (pairedPower(high, n, alpha) < power) high *= 2;
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (pairedPower(middle, n, alpha) < power) low = middle;
    else high = middle;
  }
  detectable.set(key, high);
  return high;
}

/** More seeds than this are not told: the difference is too small to look for. */
export const MOST_SEEDS = 1000;

/**
 * The fewest pairs, at least 5, that find a true difference of `d` with the given chance; null above 1,000. To be read as "if the true
 * difference is what was seen", which it need not be.
 */
export function seedsNeeded(d: number, power = 0.8, alpha = 0.05): number | null {
  if (!(Math.abs(d) > 0) || pairedPower(d, MOST_SEEDS, alpha) < power) return null;
  let low = 4;
  let high = MOST_SEEDS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (pairedPower(d, middle, alpha) < power) low = middle;
    else high = middle;
  }
  return high;
}
