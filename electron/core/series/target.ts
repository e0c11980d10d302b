/** What a run can be watched for: the metrics, which way each gets better, and the value of one that is to be reached. */
import type { EvaluationColumn } from '#core/series/evaluation';

/** What a target, early stopping or a schedule may watch: measured over a whole part of the data at every evaluation. */
export const WATCHABLE = ['train.accuracy', 'validation.accuracy', 'test.accuracy', 'train.loss', 'validation.loss', 'test.loss'] as const;

export type TargetMetric = (typeof WATCHABLE)[number];

export interface Target {
  readonly metric: TargetMetric;
  readonly value: number;
}

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
