/** When a run first reaches a target, and how a group of runs did of which some may never have arrived. */
import { isReached, type Target } from '#core/series/target';
import { median } from '#core/stats/quantile';

/** Index of the first evaluation whose value reaches the target; null if none does. */
export function firstArrival(target: Target, values: ArrayLike<number>): number | null {
  for (let index = 0; index < values.length; index++) if (isReached(target.metric, values[index], target.value)) return index;
  return null;
}

export interface Arrivals {
  readonly runs: number;
  readonly arrived: number;
  /** Median over all runs, those that never arrived standing after every other; null if it falls among them. */
  readonly median: number | null;
}

/** Sums up arrivals, null for a run that ended without arriving. */
export function summarizeArrivals(arrivals: readonly (number | null)[]): Arrivals {
  const arrived = arrivals.filter((arrival) => arrival !== null);
  const middle = median(arrivals.map((arrival) => arrival ?? Infinity));
  return { runs: arrivals.length, arrived: arrived.length, median: Number.isFinite(middle) ? middle : null };
}
