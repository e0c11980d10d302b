/** Wilcoxon's signed-rank test of paired differences. */
import { normalCdf } from '#core/stats/special-functions';

export interface WilcoxonResult {
  /** Differences that are not 0. */
  readonly n: number;
  /** Sum of the ranks of positive differences. */
  readonly statistic: number;
  /** Two-sided. 1 where every difference is 0. */
  readonly p: number;
  readonly isExact: boolean;
}

/** Up to so many differences the distribution is worked out exactly, ties included. */
const MOST_EXACT = 50;

/**
 * Differences of 0 are dropped (Wilcoxon's own rule; R and SciPy do the same), equal sizes share the mean of their ranks. The exact p-value
 * is that of all 2^n signs of these ranks; beyond 50 differences the normal approximation with continuity and tie corrections, as in R.
 * An infinite difference (one of a pair never arrived) is larger than every other.
 */
export function wilcoxonSignedRank(differences: readonly number[]): WilcoxonResult {
  const used = differences.filter((difference) => difference !== 0);
  const n = used.length;
  const ranks = midranks(used.map((difference) => Math.abs(difference)));
  const statistic = ranks.reduce((sum, rank, index) => sum + (used[index] > 0 ? rank : 0), 0);
  if (n === 0) return { n, statistic, p: 1, isExact: true };
  if (n > MOST_EXACT) return { n, statistic, p: approximate(ranks, statistic), isExact: false };
  return { n, statistic, p: exact(ranks, statistic), isExact: true };
}

/** Ranks from 1; equal values share the mean of their ranks. */
export function midranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] === values[b] ? 0 : values[a] < values[b] ? -1 : 1));
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let place = from; place < to; place++) ranks[order[place]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** Counts the sums of all subsets of the doubled (so whole) ranks. */
function exact(ranks: readonly number[], statistic: number): number {
  const doubled = ranks.map((rank) => Math.round(rank * 2));
  const total = doubled.reduce((sum, rank) => sum + rank, 0);
  const probability = new Float64Array(total + 1);
  probability[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
  }
  const smaller = Math.min(Math.round(statistic * 2), total - Math.round(statistic * 2));
  let tail = 0;
  for (let sum = 0; sum <= smaller; sum++) tail += probability[sum];
  return Math.min(1, 2 * tail);
}

function approximate(ranks: readonly number[], statistic: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const variance = ranks.reduce((sum, rank) => sum + rank * rank, 0) / 4;
  const distance = Math.max(0, Math.abs(statistic - mean) - 0.5);
  return Math.min(1, 2 * normalCdf(-distance / Math.sqrt(variance)));
}
