/** The data that crosses between the lab and whoever shows it. Plain values, readable over every transport (see `codec`). */
import type { TableSummary } from '#core/data/summary';
import type { Projection } from '#core/data/projection';
import type { SampleImages } from '#core/data/sample-images';
import type { DataShape } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec, MetricName } from '#core/experiment/spec';
import type { Issue } from '#core/failure';
import type { Evaluation, EvaluationColumns } from '#core/series/evaluation';
import type { Interval } from '#core/stats/summary';

export type EngineId = 'onnx-cpu' | 'onnx-webgpu' | 'onnx-cuda' | 'tfjs';
export type EngineChoice = 'auto' | EngineId;

/** `waiting` in the queue, `training`, `paused`, `stopping`; then `finished`, `stopped` (by a person) or `interrupted` (by a crash). */
export type ExperimentState = 'waiting' | 'training' | 'paused' | 'stopping' | 'finished' | 'stopped' | 'interrupted' | 'failed';
export type RunStatus = 'waiting' | 'training' | 'finished' | 'diverged' | 'stopped' | 'interrupted' | 'failed';

export interface EngineReport {
  readonly id: EngineId;
  readonly device: string;
  readonly available: boolean;
  /** Why it is not available, or what it is, in plain words. */
  readonly reason: string;
  /** Training samples a second on the doctor's standard task (2-50-3 network, batch 32); null where not measured. */
  readonly samplesPerSecond: number | null;
  /** How far its numbers are from those of `onnx-cpu` after 20 updates of the standard task; null where not compared. */
  readonly selfTest?: { readonly maxRelativeDifference: number } | null;
  /** Whether the choice "auto" takes this engine. */
  readonly isAutomatic?: boolean;
}

/** What ran where: enough to know whether two results may be compared, and to run it again. */
export interface Provenance {
  readonly app: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly device: string;
  readonly os: string;
  readonly node: string;
  /** SHA-256 of the spec's canonical JSON. */
  readonly specHash: string;
  /** SHA-256 of the table before it is prepared; of the first condition's where they have different ones. */
  readonly dataHash: string;
  /** Where they have different ones: that of each condition. */
  readonly conditionDataHashes?: readonly string[];
}

export interface ExperimentSummary {
  readonly id: string;
  readonly name: string;
  readonly question: string;
  readonly state: ExperimentState;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** "Blobs, 2-50-3, batch size 1 to full" */
  readonly description: string;
  readonly conditionCount: number;
  readonly runCounts: Readonly<Record<RunStatus, number>>;
  readonly scoreKind: ScoreKind;
  /** Final score of the condition with the best mean, over its ended runs; null before any ended. */
  readonly score: Interval | null;
  readonly seconds: number;
  readonly isDeleted: boolean;
}

export type ScoreKind = 'accuracy' | 'rSquared';

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

export interface ExperimentDetail {
  readonly summary: ExperimentSummary;
  readonly spec: ExperimentSpec;
  readonly dataShape: DataShape;
  readonly conditions: readonly Condition[];
  readonly runs: readonly RunSummary[];
  readonly events: readonly { readonly at: number; readonly message: string }[];
  readonly provenance: Provenance;
  readonly progress: ProgressState;
}

/** How far an experiment is. */
export interface ProgressState {
  /** 0 to 1: share of all updates, or of all training time where the budget is in seconds. */
  readonly fraction: number;
  readonly updatesDone: number;
  /** 0 where the budget is in seconds. */
  readonly updatesTotal: number;
  readonly elapsedSeconds: number;
  /** null until something was measured. */
  readonly remainingSeconds: number | null;
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

export interface PresetSummary {
  readonly id: string;
  readonly spec: ExperimentSpec;
  readonly runs: number;
  readonly estimatedSeconds: number | null;
}

/** What the designer shows beside the form. `issues` empty of errors means that the experiment can start. */
export interface DesignReport {
  readonly issues: readonly Issue[];
  readonly estimatedSeconds: number | null;
  /** Estimated seconds of all replicates of each condition, in the plan's order. */
  readonly conditionSeconds: readonly (number | null)[];
}

export interface DatasetSummary {
  readonly name: string;
  readonly hash: string;
  readonly shape: DataShape;
  readonly featureNames: readonly string[];
  readonly targetName: string;
  readonly classNames: readonly string[] | null;
  readonly importedAt: number;
  /** Names of the files that it came from; empty where an older version did not keep them. */
  readonly files: readonly string[];
  /** Licence, source, citation: whatever a person wrote. */
  readonly note: string;
  /** How many experiments trained on exactly this content, those in the bin included. */
  readonly usedBy: number;
  readonly isDeleted: boolean;
}

/** An experiment that trained on a data set. */
export interface DatasetUse {
  readonly id: string;
  readonly name: string;
  readonly state: ExperimentState;
  readonly createdAt: number;
  readonly isDeleted: boolean;
}

export interface DatasetDetail {
  readonly dataset: DatasetSummary;
  readonly summary: TableSummary;
  /** Newest first. */
  readonly uses: readonly DatasetUse[];
}

/** Up to 2000 rows of a data source to draw: the first two features, and what more there is to see. */
export interface DataPreview {
  readonly shape: DataShape;
  readonly featureNames: readonly string[];
  readonly classNames: readonly string[] | null;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Class index of each row; null for regression. */
  readonly label: Int32Array | null;
  /** Of data with more than two features. */
  readonly projection: Projection | null;
  /** Of data whose features are pixels. */
  readonly images: SampleImages | null;
}

export interface LabStatus {
  readonly engine: { readonly id: EngineId; readonly device: string; readonly places: number } | null;
  readonly engineProblem: string | null;
  readonly training: string | null;
  readonly waiting: readonly string[];
  readonly remainingSeconds: number | null;
  readonly memoryBytes: number;
  readonly totalMemoryBytes: number;
  readonly storageProblem: string | null;
  readonly dataDirectory: string;
  readonly version: string;
}
