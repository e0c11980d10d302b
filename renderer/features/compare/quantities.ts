/** The numbers of a run that can be compared, by their column: as the core measures them and as charts write them. */
import { lossMeasure, scoreMeasure, type Measure, type Split } from '#core/compare/measure';
import type { ComparedExperiment } from '#core/compare/experiments';
import { lossOf, scoreOf, type Quantity } from '#renderer/charts/score.ts';

export const MEASURED_COLUMNS = ['testScore', 'validationScore', 'trainScore', 'testLoss', 'validationLoss', 'trainLoss'] as const;
export type MeasuredColumn = (typeof MEASURED_COLUMNS)[number];

const SPLIT = {
  testScore: 'test',
  testLoss: 'test',
  validationScore: 'validation',
  validationLoss: 'validation',
  trainScore: 'train',
  trainLoss: 'train',
} as const satisfies Record<MeasuredColumn, Split>;

export const isMeasured = (column: string): column is MeasuredColumn => MEASURED_COLUMNS.some((one) => one === column);
export const isScore = (column: MeasuredColumn): boolean => column.endsWith('Score');
export const splitOf = (column: MeasuredColumn): Split => SPLIT[column];

/** Columns whose part of the data all of these experiments have. */
export function measuredColumns(experiments: readonly ComparedExperiment[]): readonly MeasuredColumn[] {
  return MEASURED_COLUMNS.filter((column) => experiments.every(({ rows }) => rows[SPLIT[column]] > 0));
}

export function measureOf(column: MeasuredColumn, scoreKind: ComparedExperiment['scoreKind']): Measure {
  return isScore(column) ? scoreMeasure(SPLIT[column], scoreKind) : lossMeasure(SPLIT[column]);
}

export function quantityOf(column: MeasuredColumn, { scoreKind, spec }: Pick<ComparedExperiment, 'scoreKind' | 'spec'>): Quantity {
  return isScore(column) ? scoreOf(SPLIT[column], scoreKind) : lossOf(SPLIT[column], spec.loss);
}
