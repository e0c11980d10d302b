/** When a run first reaches a target, and how a group of runs did of which some may never have arrived. */
import type { ExperimentSpec } from '#core/experiment/spec';
import type { EvaluationColumn } from '#core/series/evaluation';
import { median } from '#core/stats/quantile';

export type Target = NonNullable<ExperimentSpec['target']>;
export type TargetMetric = Target['metric'];

const COLUMNS = {
  'train.accuracy': 'trainScore',
  'validation.accuracy': 'validationScore',
  'test.accuracy': 'testScore',
  'train.loss': 'trainLoss',
  'validation.loss': 'validationLoss',
  'test.loss': 'testLoss',
} as const satisfies Record<TargetMetric, EvaluationColumn>;

export const targetColumn = (metric: TargetMetric): EvaluationColumn => COLUMNS[metric];

/** Whether more is better: of an accuracy, not of a loss. */
export function isRising(metric: TargetMetric): boolean {
  return metric.endsWith('.accuracy');
}

/** The loss on the same part of the data. */
export function lossOf(metric: TargetMetric): TargetMetric {
  const losses = { train: 'train.loss', validation: 'validation.loss', test: 'test.loss' } as const;
  return metric.startsWith('train.') ? losses.train : metric.startsWith('validation.') ? losses.validation : losses.test;
}

/** A loss arrives from above, a score from below; the target itself counts as reached. */
export function isReached(metric: TargetMetric, value: number, target: number): boolean {
  return isRising(metric) ? value >= target : value <= target;
}

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
