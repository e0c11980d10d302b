/** Groups against each other: differences with intervals, tests, effect sizes, and what the number of seeds can show. */
import type { ResultRow, SeedValues } from '#core/compare/results';
import { pairedDifference, welchDifference, type Difference } from '#core/stats/difference';
import { holm } from '#core/stats/holm';
import { pairedPermutation, type PermutationResult } from '#core/stats/permutation';
import { seedsNeeded, smallestDetectable } from '#core/stats/power';
import { wilcoxonSignedRank, type WilcoxonResult } from '#core/stats/wilcoxon';

/** Fewer seeds than this never support a conclusion. */
export const FEWEST_SEEDS = 5;
/** The chance with which a difference should be found. */
export const POWER = 0.8;

export interface PairRow {
  readonly first: ResultRow;
  readonly second: ResultRow;
  /** First minus second; paired by seed where they share seeds, else Welch. */
  readonly difference: Difference;
  /** null where unpaired. */
  readonly wilcoxon: WilcoxonResult | null;
  readonly permutation: PermutationResult | null;
  /** p of the difference, corrected by Holm over all pairs of the table. */
  readonly holm: number;
  readonly power: SeedPlan;
}

/** What so many seeds can show. */
export interface SeedPlan {
  /** The smallest true difference that they find with 80 % chance, in the unit of the values. */
  readonly smallestDetectable: number;
  /** Seeds in all that a difference as large as the one seen needs; null: more than 1,000, or nothing was seen. */
  readonly seedsNeeded: number | null;
  /** Seeds to add; 0 where there are enough. */
  readonly moreSeeds: number | null;
}

/** All pairs of rows, or every other row against one. */
export function comparePairs(rows: readonly ResultRow[], level: number, against: 'all' | ResultRow = 'all'): readonly PairRow[] {
  const pairs =
    against === 'all'
      ? rows.flatMap((first, index) => rows.slice(index + 1).map((second) => [first, second] as const))
      : rows.filter((row) => row !== against).map((row) => [row, against] as const);
  const compared = pairs.map(([first, second]) => ({ first, second, ...compareSeeds(first.seeds, second.seeds, level) }));
  const adjusted = holm(compared.map(({ difference }) => difference.p));
  return compared.map(({ paired, ...pair }, index) => ({
    ...pair,
    wilcoxon: paired === null ? null : wilcoxonSignedRank(paired),
    permutation: paired === null ? null : pairedPermutation(paired),
    holm: adjusted[index],
    power: seedPlan(pair.difference, 1 - level),
  }));
}

/** Paired where at least half of the smaller group's seeds, and two, are in the other; else Welch. `paired`: differences by seed. */
export function compareSeeds(
  first: SeedValues,
  second: SeedValues,
  level: number,
): { readonly difference: Difference; readonly paired: readonly number[] | null } {
  const { a, b } = sharedSeeds(first, second);
  if (a.length >= 2 && a.length * 2 >= Math.min(first.keys.length, second.keys.length)) {
    return { difference: pairedDifference(a, b, level), paired: a.map((value, index) => value - b[index]) };
  }
  return { difference: welchDifference(first.values, second.values, level), paired: null };
}

/** The values of the seeds that both have, in one order. */
export function sharedSeeds(first: SeedValues, second: SeedValues): { readonly a: readonly number[]; readonly b: readonly number[] } {
  const place = new Map(second.keys.map((key, index) => [key, index]));
  const a: number[] = [];
  const b: number[] = [];
  for (const [index, key] of first.keys.entries()) {
    const other = place.get(key);
    if (other === undefined) continue;
    a.push(first.values[index]);
    b.push(second.values[other]);
  }
  return { a, b };
}

/** For Welch's test with equal groups the paired numbers are close: both compare a mean of n differences with its error. */
export function seedPlan({ n, sd, mean }: Pick<Difference, 'n' | 'sd' | 'mean'>, alpha: number): SeedPlan {
  const needed = sd > 0 ? seedsNeeded(mean / sd, POWER, alpha) : null;
  return {
    smallestDetectable: smallestDetectable(n, POWER, alpha) * sd,
    seedsNeeded: needed,
    moreSeeds: needed === null ? null : Math.max(0, needed - n),
  };
}
