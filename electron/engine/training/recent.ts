/** Running means of per-update metrics since the last evaluation. Adding one update at a time, so blocks do not matter. */
import type { Evaluation } from '#core/series/evaluation';

export interface RecentSums {
  count: number;
  loss: number;
  accuracy: number;
  gradientNorm: number;
}

export function noRecent(): RecentSums {
  return { count: 0, loss: 0, accuracy: 0, gradientNorm: 0 };
}

/** The means; null where there was no update. A metric that is not recorded is NaN. */
export function recentMeans(sums: RecentSums): Evaluation['recent'] {
  if (sums.count === 0) return null;
  return { loss: sums.loss / sums.count, accuracy: sums.accuracy / sums.count, gradientNorm: sums.gradientNorm / sums.count };
}
