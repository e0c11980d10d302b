/** Which number says how good a run is: accuracy or R squared, on the best split there is; with its words and its unit. */
import type { ExperimentDetail, ScoreKind } from '#contract/experiments';
import { predictsClasses } from '#core/experiment/loss';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { EvaluationColumn } from '#core/series/evaluation';
import { splitCounts } from '#core/schedule/split-counts';
import { formatDecimals } from '#renderer/ui/format.ts';

export type SplitName = 'train' | 'validation' | 'test';

export interface Quantity {
  readonly column: EvaluationColumn;
  /** "Test accuracy" */
  readonly title: string;
  /** "correct on the test set, %" */
  readonly yTitle: string;
  /** What a stored value is multiplied with for show: 100 for an accuracy. */
  readonly scale: number;
  /** Writes a scaled value without its unit: "83.2", "0.912". */
  readonly format: (value: number) => string;
  /** What follows a written value: a no-break space and % for an accuracy. */
  readonly unit: string;
  readonly limits?: readonly [number, number];
}

const SCORE = { train: 'trainScore', validation: 'validationScore', test: 'testScore' } as const;
const LOSS = { train: 'trainLoss', validation: 'validationLoss', test: 'testLoss' } as const;
const WORD = { train: 'Training', validation: 'Validation', test: 'Test' } as const;
const SET = { train: 'training', validation: 'validation', test: 'test' } as const;

/** The split by which results are judged: test, else validation, else training. */
export function judgingSplit(experiment: ExperimentDetail): SplitName {
  if (hasSplit(experiment, 'test')) return 'test';
  return hasSplit(experiment, 'validation') ? 'validation' : 'train';
}

/** Whether any rows fall into a split. */
export function hasSplit({ spec, dataShape }: ExperimentDetail, split: SplitName): boolean {
  return splitCounts(dataShape.rows, spec.data.split, dataShape.givenSplit)[split] > 0;
}

export function scoreOf(split: SplitName, kind: ScoreKind): Quantity {
  const column = SCORE[split];
  if (kind === 'rSquared') {
    return {
      column,
      title: `${WORD[split]} R²`,
      yTitle: `R² on the ${SET[split]} set`,
      scale: 1,
      format: (value) => formatDecimals(value, 3),
      unit: '',
    };
  }
  const title = `${WORD[split]} accuracy`;
  const yTitle = `correct on the ${SET[split]} set, %`;
  return { column, title, yTitle, scale: 100, format: (value) => formatDecimals(value, 1), unit: '\u00a0%', limits: [0, 100] };
}

export function lossOf(split: SplitName, loss: ExperimentSpec['loss']): Quantity {
  const yTitle = predictsClasses(loss) ? 'cross-entropy' : 'mean squared error';
  return { column: LOSS[split], title: `${WORD[split]} loss`, yTitle, scale: 1, format: (value) => value.toPrecision(3), unit: '' };
}

export const gradientNorm: Quantity = {
  column: 'recentGradientNorm',
  title: 'Gradient norm',
  yTitle: 'Euclidean norm',
  scale: 1,
  format: (value) => value.toPrecision(3),
  unit: '',
};
