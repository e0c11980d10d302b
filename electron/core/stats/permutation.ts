/** The paired permutation test: how often the mean difference would be as large if the two names of each pair were drawn by lot. */
import { randomStream } from '#core/random';

export interface PermutationResult {
  readonly n: number;
  /** Two-sided. */
  readonly p: number;
  readonly isExact: boolean;
}

const MOST_EXACT = 12;
const DRAWS = 10_000;

/**
 * All 2^n signs up to 12 pairs; above, 10,000 draws from a seeded stream with p = (b + 1) / (draws + 1), which is never 0 and never
 * too small (Phipson and Smyth 2010).
 */
export function pairedPermutation(differences: readonly number[], seed = 1): PermutationResult {
  const n = differences.length;
  if (n === 0) return { n, p: NaN, isExact: true };
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0));
  // Sums in another order differ in their last digits.
  const threshold = observed - 1e-12 * differences.reduce((sum, difference) => sum + Math.abs(difference), 0);
  if (n <= MOST_EXACT) {
    const sums = new Float64Array(2 ** n);
    for (const [index, difference] of differences.entries()) {
      const half = 2 ** index;
      for (let place = 0; place < half; place++) {
        sums[half + place] = sums[place] - difference;
        sums[place] += difference;
      }
    }
    const extreme = sums.filter((sum) => Math.abs(sum) >= threshold).length;
    return { n, p: extreme / 2 ** n, isExact: true };
  }
  const stream = randomStream(seed, 'bootstrap', n, 1);
  let extreme = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const sum = differences.reduce((total, difference) => total + (stream.bits() & 1 ? -difference : difference), 0);
    if (Math.abs(sum) >= threshold) extreme++;
  }
  return { n, p: (extreme + 1) / (DRAWS + 1), isExact: false };
}
