/** How long a measure of a run has not got better: what early stopping and reduce-on-plateau go by. */
import type { Evaluation } from '#core/series/evaluation';
import { isRising, type TargetMetric } from '#core/series/target';

/** After so many evaluations; plain numbers, so that a checkpoint can hold it. */
export interface Waiting {
  /** The best value so far and its update; NaN before the first. */
  readonly best: number;
  readonly bestAt: number;
  /** Evaluations in a row that were no better. */
  readonly waited: number;
}

export const NOT_WAITING: Waiting = { best: NaN, bestAt: NaN, waited: 0 };

/** By how much a value must differ from the best to be better: at all, by more than an amount, or by more than a part of the best. */
export type LeastChange = { readonly kind: 'absolute' | 'relative'; readonly amount: number };

/** The value of a metric; NaN where the part of the data has no rows. */
export function metricValue(metric: TargetMetric, evaluation: Pick<Evaluation, 'train' | 'validation' | 'test'>): number {
  const { train, validation, test } = evaluation;
  const part = metric.startsWith('train.') ? train : metric.startsWith('validation.') ? validation : test;
  return (isRising(metric) ? part?.score : part?.loss) ?? NaN;
}

/** A value that is not a number is never better, and any number is better than none. */
export function isBetter(metric: TargetMetric, value: number, best: number, change: LeastChange): boolean {
  if (Number.isNaN(best)) return !Number.isNaN(value);
  const least = change.kind === 'absolute' ? change.amount : change.amount * Math.abs(best);
  return isRising(metric) ? value > best + least : value < best - least;
}

/** One evaluation further. */
export function waitOn(waiting: Waiting, metric: TargetMetric, update: number, value: number, change: LeastChange): Waiting {
  if (isBetter(metric, value, waiting.best, change)) return { best: value, bestAt: update, waited: 0 };
  return { ...waiting, waited: waiting.waited + 1 };
}
