/** The data that crosses between the lab and whoever shows it. Plain values, readable over every transport (see `codec`). */
import type { ComparisonContent } from '#contract/comparison-content';
import type { TableSummary } from '#core/data/summary';
import type { Projection } from '#core/data/projection';
import type { SampleImages } from '#core/data/sample-images';
import type { DataShape } from '#core/data/table';
import type { BranchChange } from '#core/experiment/branch';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec, MetricName } from '#core/experiment/spec';
import type { Issue } from '#core/failure';
import type { PresetForm } from '#core/presets/match';
import type { PresetFigure } from '#core/presets/preset';
import type { ScoreRow } from '#core/presets/scorecard';
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
  /** Changes of the design after the start, oldest first: what was changed, on what it trains, and the hash of the spec before. */
  readonly amendments?: readonly {
    readonly at: number;
    readonly what: string;
    readonly app: string;
    readonly engine: string;
    readonly engineVersion: string;
    readonly specHashBefore: string;
  }[];
}

/** What an experiment was made from, where it was not designed. */
export type Origin =
  /** Trains a run again from its seed; the verdict is null until it has. */
  | { readonly kind: 'repeat'; readonly experimentId: string; readonly runId: string; readonly verdict: RepeatVerdict | null }
  /** Goes on from a run at an update, with something changed; what came before that update is a copy of the run's. */
  | {
      readonly kind: 'branch';
      readonly experimentId: string;
      readonly runId: string;
      readonly update: number;
      readonly change: BranchChange;
    }
  /** Came in a study file, where it had this id. `lineage`: the steps that its condition came about by, where it was made from a run. */
  | { readonly kind: 'import'; readonly experimentId: string; readonly file: string; readonly lineage: readonly MadeStep[] };

/** A change from an update on, or exactly so many updates instead of a budget in seconds. */
export type MadeStep = { readonly update: number; readonly change: BranchChange } | { readonly exactly: number };

export interface RepeatVerdict {
  /** Weights, per-update curves and evaluations (their times aside) agree to the last bit. */
  readonly isIdentical: boolean;
  readonly hasSameWeights: boolean;
  /** First update (0-based) at which a curve differs, and which; null where none does. */
  readonly firstDifference: { readonly update: number; readonly metric: string } | null;
  /** "identical", or "differs from update 1,204 (loss)". */
  readonly sentence: string;
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
  /** Its parts, for columns and filters: "Blobs", "2-50-3", "batch size 1 to full". */
  readonly dataName: string;
  readonly network: string;
  readonly factors: readonly string[];
  readonly replicates: number;
  /** Engine that it was started on. */
  readonly engine: string;
  readonly isStarred: boolean;
  readonly tags: readonly string[];
  /** Markdown; what a person wrote, else what the design says. */
  readonly notes: string;
  /** null for one that was designed here. */
  readonly origin: Origin | null;
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
  /** Indices of the conditions that a person skipped; their runs that had not ended are `stopped`. */
  readonly skipped: readonly number[];
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
  /** The quick form. */
  readonly spec: ExperimentSpec;
  readonly runs: number;
  readonly estimatedSeconds: number | null;
  /** The full form; null where the quick one is all there is. */
  readonly full: { readonly spec: ExperimentSpec; readonly runs: number; readonly estimatedSeconds: number | null } | null;
  /** Short citation; empty where there is none. */
  readonly source: string;
  /** The expected picture in words, and the kind of its thumbnail. */
  readonly expected: string;
  readonly figure: PresetFigure;
  /** Name of the imported data that stands in for the synthetic digits; null where the preset's own data is used. */
  readonly importedData: string | null;
}

/** The results of an experiment held against what its preset predicts. */
export interface PresetScorecard {
  readonly presetId: string;
  readonly form: PresetForm;
  readonly rows: readonly ScoreRow[];
}

/** What the designer shows beside the form. `issues` empty of errors means that the experiment can start. */
export interface DesignReport {
  readonly issues: readonly Issue[];
  readonly estimatedSeconds: number | null;
  /** Estimated seconds of all replicates of each condition, in the plan's order. */
  readonly conditionSeconds: readonly (number | null)[];
  /** The same design with a single seed. */
  readonly oneSeedSeconds: number | null;
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

/** A state of a run that can be gone on from. */
export interface KeptState {
  readonly update: number;
  readonly bytes: number;
  /** A checkpoint comes and goes; a snapshot was asked for and stays. */
  readonly kind: 'checkpoint' | 'snapshot';
}

/** Everything about one run. */
export interface RunDetail {
  readonly run: RunSummary;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly recordHash: string | null;
  readonly experiment: ExperimentSummary;
  /** The experiment with the values of this run's condition in place, nothing varied: as a template, it trains this condition. */
  readonly spec: ExperimentSpec;
  readonly condition: Condition;
  readonly dataShape: DataShape;
  readonly provenance: Provenance;
  /** Those of its experiment. */
  readonly events: readonly { readonly at: number; readonly message: string }[];
  /** Ascending; from these updates it can be branched. */
  readonly states: readonly KeptState[];
  /** Experiments that repeat this run or branch from it, oldest first. */
  readonly descendants: readonly Descendant[];
}

export interface Descendant {
  readonly experimentId: string;
  readonly name: string;
  readonly state: ExperimentState;
  readonly createdAt: number;
  readonly isDeleted: boolean;
  readonly origin: Origin;
}

/** What came out when the stored record of an ended run was computed anew. */
export interface RunCheck {
  readonly isIntact: boolean;
  readonly recordHash: string | null;
  readonly weightHash: string | null;
}

/** A copy of the whole history in the folder `backups`. */
export interface BackupSummary {
  readonly name: string;
  readonly at: number;
  /** Layout of the history then; a newer app brings it up to date. */
  readonly layout: number;
  readonly bytes: number;
  /** Made by the lab: the newest of 3 days and of 4 weeks are kept. Others stay until a person deletes them. */
  readonly isAutomatic: boolean;
}

/** A file to be saved. */
export interface FileToSave {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A comparison under a name. Its content is what the screen wrote; see `comparisonContent` in the contract. */
export interface SavedComparison {
  readonly id: string;
  readonly name: string;
  readonly content: ComparisonContent;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly isDeleted: boolean;
}

/** What the lab and its engine processes cost at present. */
export interface SystemReport {
  readonly at: number;
  readonly cores: number;
  readonly totalMemoryBytes: number;
  /** The process that owns the history and serves the screens. */
  readonly main: ProcessFigures & {
    /** How late its event loop was since the report before, in milliseconds. */
    readonly loopDelayMs: { readonly mean: number; readonly p99: number; readonly most: number };
  };
  /** Engine processes that run, in the order of their places. */
  readonly engines: readonly EngineProcessFigures[];
  readonly device: string | null;
}

export interface ProcessFigures {
  readonly pid: number;
  readonly memoryBytes: number;
  /** Share of one core over the last second or so: 1 is one core busy; null before it was measured. */
  readonly cpuShare: number | null;
}

export interface EngineProcessFigures extends ProcessFigures {
  /** What it trains, null while it waits. */
  readonly job: { readonly runIds: readonly string[]; readonly batchSize: number } | null;
}
