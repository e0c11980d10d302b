/** What a run writes down each time it is evaluated, as rows and as columns. */

import type { NoiseMeasurement } from '#core/probes/noise-scale';

/** Loss and score over one whole split. The score is accuracy (0..1) for classes and R squared for values. */
export interface SplitScore {
  readonly loss: number;
  readonly score: number;
}

export interface Evaluation {
  /** Optimizer steps made so far. */
  readonly update: number;
  /** Training samples seen so far, counted with repetition. */
  readonly samples: number;
  /** samples / training rows. */
  readonly epoch: number;
  /** Training time this run has cost so far, without evaluations: the time of its stack divided by the runs in it. */
  readonly seconds: number;
  readonly train: SplitScore;
  readonly validation: SplitScore | null;
  readonly test: SplitScore | null;
  /** Means over the updates since the previous evaluation; null at update 0. */
  readonly recent: { readonly loss: number; readonly accuracy: number; readonly gradientNorm: number } | null;
  /** Euclidean distance of all parameters from their initial values. */
  readonly weightDistance: number;
  /** Euclidean norm of all parameters. */
  readonly weightNorm: number;
  /** Of the gradient at these weights; left out where it is not measured. */
  readonly noise?: NoiseMeasurement;
}

/** What every run writes down. */
export const COMMON_COLUMNS = [
  'update',
  'samples',
  'epoch',
  'seconds',
  'trainLoss',
  'trainScore',
  'validationLoss',
  'validationScore',
  'testLoss',
  'testScore',
  'recentLoss',
  'recentAccuracy',
  'recentGradientNorm',
  'weightDistance',
  'weightNorm',
] as const;

/** The noise of the gradient, in runs that measure it. */
export const NOISE_COLUMNS = [
  'noisePairs',
  'noiseTrace',
  'noiseSquaredNorm',
  'noiseTraceVariance',
  'noiseSquaredNormVariance',
  'noiseCovariance',
] as const;

export const EVALUATION_COLUMNS = [...COMMON_COLUMNS, ...NOISE_COLUMNS] as const;
export type EvaluationColumn = (typeof EVALUATION_COLUMNS)[number];

/** All evaluations of a run, one array a column, NaN where there is no value. */
export type EvaluationColumns = Readonly<Record<EvaluationColumn, Float64Array>>;

/** The numbers of one evaluation in the order of EVALUATION_COLUMNS, NaN where there is none. */
export function evaluationValues(evaluation: Evaluation): number[] {
  const { train, validation, test, recent, noise } = evaluation;
  return [
    evaluation.update,
    evaluation.samples,
    evaluation.epoch,
    evaluation.seconds,
    train.loss,
    train.score,
    validation?.loss ?? NaN,
    validation?.score ?? NaN,
    test?.loss ?? NaN,
    test?.score ?? NaN,
    recent?.loss ?? NaN,
    recent?.accuracy ?? NaN,
    recent?.gradientNorm ?? NaN,
    evaluation.weightDistance,
    evaluation.weightNorm,
    noise?.pairs ?? NaN,
    noise?.trace ?? NaN,
    noise?.squaredNorm ?? NaN,
    noise?.traceVariance ?? NaN,
    noise?.squaredNormVariance ?? NaN,
    noise?.covariance ?? NaN,
  ];
}

/** Whether any evaluation measured the noise of the gradient. */
export function hasNoise(columns: Readonly<Record<(typeof NOISE_COLUMNS)[number], ArrayLike<number>>>): boolean {
  return Array.from(columns.noisePairs).some((pairs) => pairs > 0);
}

/** Evaluations as columns. */
export function evaluationColumns(evaluations: readonly Evaluation[]): EvaluationColumns {
  const rows = evaluations.map(evaluationValues);
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index]);
  const entries = EVALUATION_COLUMNS.map((name, index) => [name, column(index)] as const);
  // The entries are made from EVALUATION_COLUMNS, so every column is there.
  return Object.fromEntries(entries) as EvaluationColumns;
}
