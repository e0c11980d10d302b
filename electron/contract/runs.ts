/** Runs in lists, and their curves. */
import type { Condition } from '#core/experiment/plan';
import type { MetricName } from '#core/experiment/spec';
import type { Evaluation, EvaluationColumns } from '#core/series/evaluation';

export type RunStatus = 'waiting' | 'training' | 'finished' | 'diverged' | 'stopped' | 'interrupted' | 'failed';

export interface RunSummary {
  readonly id: string;
  readonly condition: number;
  readonly replicate: number;
  readonly status: RunStatus;
  readonly update: number;
  readonly seconds: number;
  readonly weightHash: string | null;
  readonly engine: string | null;
  readonly device: string | null;
  readonly final: Evaluation | null;
}

export interface RunCurves {
  readonly runId: string;
  readonly experimentId: string;
  readonly evaluations: EvaluationColumns;
}

/** A stretch of a per-update series in buckets: bucket i covers updates [update[i], update[i + 1]). */
export interface SeriesWindow {
  readonly metric: MetricName;
  readonly update: Float64Array;
  readonly min: Float32Array;
  readonly mean: Float32Array;
  readonly max: Float32Array;
}

/** The runs of an experiment as a list of the past shows them. */
export interface RunListing {
  readonly experimentId: string;
  /** In the order of the conditions. */
  readonly conditions: readonly { readonly factors: Condition['factors']; readonly batchSize: number; readonly learningRate: number }[];
  /** Without their evaluations. */
  readonly runs: readonly Omit<RunSummary, 'final'>[];
  /** Final loss and score of each run on the split that speaks for the experiment (test, else validation, else train); NaN where none. */
  readonly loss: Float64Array;
  readonly score: Float64Array;
}

/** What came out when the stored record of an ended run was computed anew. */
export interface RunCheck {
  readonly isIntact: boolean;
  readonly recordHash: string | null;
  readonly weightHash: string | null;
}
