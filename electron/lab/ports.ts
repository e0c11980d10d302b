/** What the lab needs from the world: engines, a store, files of data, presets, time. Adapters implement these; use cases see nothing else. */
import type { TableSummary } from '#core/data/summary';
import type { DataShape, PreparedData, Table } from '#core/data/table';
import type { OptimizerSettings } from '#core/experiment/optimizers';
import type { Condition, ModelShape } from '#core/experiment/plan';
import type { ExperimentSpec, MetricName } from '#core/experiment/spec';
import type { Failure } from '#core/failure';
import type { Sampling } from '#core/schedule/batch-order';
import type { RateSchedule } from '#core/schedule/learning-rate';
import type { BatchPhase, Remainder } from '#core/schedule/timeline';
import type { Evaluation, EvaluationColumns } from '#core/series/evaluation';
import type {
  DatasetSummary,
  DatasetUse,
  EngineChoice,
  EngineId,
  EngineReport,
  ExperimentState,
  Provenance,
  RunStatus,
  SeriesWindow,
} from '#contract/model';

// --- Engines -----------------------------------------------------------------------------------------------------------

/** One run inside a stack. Everything that may differ between the runs of a stack is here. */
export interface StackedRun {
  readonly runId: string;
  /** 0-based; with the job's seed it names the random streams of this run. */
  readonly replicate: number;
  /** Runs of a stack share its kind, `nesterov` and `decoupled`. */
  readonly optimizer: OptimizerSettings;
  readonly schedule: RateSchedule;
  /** Where to go on from: bytes that the engine gave in a checkpoint. All runs of a job are at the same update. */
  readonly checkpoint: Uint8Array | null;
}

/** A stack of runs that one engine process trains together: same model, data, batches and length. */
export interface TrainingJob {
  readonly id: string;
  /** Name of data given to the pool with `provide`. */
  readonly dataId: string;
  /** The experiment's seed. Weights and order of replicate k come from (seed, stream name, k): see `core/random`. */
  readonly seed: number;
  readonly model: ModelShape;
  /** Part of a class target that is spread evenly over all classes. */
  readonly labelSmoothing: number;
  readonly batchSize: number;
  /** Changes of the batch size, ascending. */
  readonly laterBatches: readonly BatchPhase[];
  readonly remainder: Remainder;
  readonly sampling: Sampling;
  /** Stop after this many updates. */
  readonly updates: number;
  /** ... or after this much training time of a run, whichever comes first. */
  readonly seconds: number | null;
  /** Ascending updates at which every run is evaluated. A stop for time or divergence adds one last evaluation. */
  readonly evaluateAt: readonly number[];
  readonly everyUpdate: readonly MetricName[];
  readonly runs: readonly StackedRun[];
}

/** What a run of the stack did since the last message: per-update metrics (column i belongs to update `fromUpdate + i`). */
export interface RunProgress {
  readonly runId: string;
  readonly fromUpdate: number;
  readonly metrics: Partial<Record<MetricName, Float32Array>>;
  readonly evaluations: readonly Evaluation[];
}

export interface RunCheckpoint {
  readonly runId: string;
  readonly update: number;
  /** Weights, optimizer state and clock of this run; opaque to all but the engine that wrote it. */
  readonly state: Uint8Array;
}

export interface RunOutcome {
  readonly runId: string;
  readonly status: 'finished' | 'diverged';
  /** Updates made; for a diverged run the first update whose loss or gradient is not finite. */
  readonly update: number;
  /** SHA-256 (hex) of the final parameters, little-endian float32 in layer order (weights [in, out], then bias [out]). */
  readonly weightHash: string;
  readonly seconds: number;
}

export type EngineEvent =
  /** At most ten a second. */
  | { readonly kind: 'progress'; readonly jobId: string; readonly update: number; readonly runs: readonly RunProgress[] }
  /** Every few seconds of training, at a pause, at a stop. It follows the progress up to its update. */
  | { readonly kind: 'checkpoint'; readonly jobId: string; readonly runs: readonly RunCheckpoint[] }
  /** Runs that ended; a stack may report its diverged runs before the others finish. */
  | { readonly kind: 'outcome'; readonly jobId: string; readonly runs: readonly RunOutcome[] }
  /** The job is over and its place is free. Nothing follows. `stopped` comes after a checkpoint, `failed` at any time. */
  | { readonly kind: 'ended'; readonly jobId: string; readonly how: 'completed' | 'stopped' }
  | { readonly kind: 'failed'; readonly jobId: string; readonly failure: Failure };

export interface RunningJob {
  /** Between two blocks: checkpoint, then wait. */
  pause(): void;
  resume(): void;
  /** Between two blocks: checkpoint, then `ended: stopped`. */
  stop(): void;
}

/** Engine processes of one kind. Every place trains one job at a time. */
export interface EnginePool {
  readonly engine: EngineId;
  /** In plain words: "ONNX Runtime 1.30.0 on 2 CPU cores". */
  readonly device: string;
  readonly version: string;
  readonly places: number;
  /** Largest number of runs worth training in one stack of this model and batch size. */
  stackLimit(model: ModelShape, batchSize: number): number;
  /** Estimated seconds for one update of a stack of `runs`, from what was measured here; null before anything was. */
  secondsPerUpdate(model: ModelShape, batchSize: number, runs: number): number | null;
  /** Makes data known under an id; processes get it when they first need it. */
  provide(dataId: string, data: PreparedData): void;
  forget(dataId: string): void;
  /** The caller never starts more jobs than there are places. A dead process is reported as `failed` and replaced. */
  start(job: TrainingJob, listener: (event: EngineEvent) => void): RunningJob;
  close(): Promise<void>;
}

export interface Engines {
  /** What this computer has, and why something is missing, in plain words. Measures speed where it can (under 5 s). */
  report(): Promise<readonly EngineReport[]>;
  /** Starts (once) the pool for a choice; throws LabError `engineUnavailable`, never replaces it in silence. */
  open(choice: EngineChoice, workers: number | null): Promise<EnginePool>;
  close(): Promise<void>;
}

// --- Store -------------------------------------------------------------------------------------------------------------

export interface NewExperiment {
  readonly id: string;
  readonly spec: ExperimentSpec;
  readonly conditions: readonly Condition[];
  readonly runs: readonly NewRun[];
  readonly dataHash: string;
  readonly dataShape: DataShape;
  readonly provenance: Provenance;
  readonly createdAt: number;
}

export interface NewRun {
  readonly id: string;
  readonly condition: number;
  readonly replicate: number;
}

export interface StoredRun extends NewRun {
  readonly experimentId: string;
  readonly status: RunStatus;
  readonly update: number;
  readonly seconds: number;
  readonly weightHash: string | null;
  /** SHA-256 over every stored series and evaluation of the finished run; lets damage be found. */
  readonly recordHash: string | null;
  readonly engine: string | null;
  readonly device: string | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export interface StoredExperiment {
  readonly id: string;
  readonly spec: ExperimentSpec;
  readonly conditions: readonly Condition[];
  readonly state: ExperimentState;
  readonly dataHash: string;
  readonly dataShape: DataShape;
  readonly provenance: Provenance;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly isDeleted: boolean;
}

/** Everything that one batch of engine events changes; written in one transaction, all or nothing. */
export interface StoreBatch {
  readonly progress: readonly RunProgress[];
  readonly checkpoints: readonly RunCheckpoint[];
  readonly runs: readonly RunChange[];
  readonly experiments: readonly { readonly id: string; readonly state: ExperimentState; readonly endedAt: number | null }[];
  readonly events: readonly { readonly experimentId: string; readonly at: number; readonly message: string }[];
}

export type RunChange = { readonly runId: string } & Partial<
  Pick<StoredRun, 'status' | 'update' | 'seconds' | 'weightHash' | 'engine' | 'device' | 'startedAt' | 'endedAt'>
>;

export interface ExperimentListEntry extends Omit<StoredExperiment, 'conditions'> {
  readonly conditionCount: number;
  readonly runCounts: Readonly<Record<RunStatus, number>>;
  /** Final test (else validation, else train) score of every ended run that has one, with its condition. */
  readonly finalScores: readonly { readonly condition: number; readonly score: number }[];
  /** Training seconds summed over runs. */
  readonly seconds: number;
}

/** The history. Calls are synchronous and short; every write is durable when the call returns. Throws LabError. */
export interface Store {
  readonly directory: string;
  readonly isReadOnly: boolean;
  createExperiment(experiment: NewExperiment): void;
  /** Adding an evaluation or a stretch of a series that is already there (after a resume) replaces it. */
  write(batch: StoreBatch): void;
  listExperiments(): readonly ExperimentListEntry[];
  /** The list's entry of one experiment. */
  listEntry(id: string): ExperimentListEntry | null;
  experiment(id: string): StoredExperiment | null;
  runs(experimentId: string): readonly StoredRun[];
  run(id: string): StoredRun | null;
  evaluations(runId: string): EvaluationColumns;
  /** Last evaluation of every run of an experiment that has one, by run. */
  finalEvaluations(experimentId: string): ReadonlyMap<string, Evaluation>;
  /** Last checkpoint of a run, or null. */
  checkpoint(runId: string): RunCheckpoint | null;
  /** Points [fromUpdate, toUpdate) of a metric in at most `points` buckets of min, mean and max; exact where they fit. */
  series(runId: string, metric: MetricName, fromUpdate: number, toUpdate: number, points: number): SeriesWindow;
  events(experimentId: string): readonly { readonly at: number; readonly message: string }[];
  /** Bin and out of the bin. */
  setDeleted(experimentId: string, isDeleted: boolean): void;
  rename(experimentId: string, name: string): void;
  /** Marks as interrupted all that was running or waiting when the last process ended; returns the experiments. */
  markInterrupted(): readonly string[];
  /** Recomputes the record hash of a finished run and compares: false means that the stored data was damaged. */
  verifyRun(runId: string): boolean;
  saveDataset(dataset: StoredDataset): void;
  /** Also one in the bin. */
  dataset(name: string): StoredDataset | null;
  /** Data of this content under whatever name, from the bin only where it is nowhere else. */
  datasetWithHash(hash: string): StoredDataset | null;
  /** In the order of their names, with the bin. */
  listDatasets(): readonly StoredDataset[];
  changeDataset(name: string, change: DatasetChange): void;
  /** Experiments on data of this content, newest first, with those in the bin. */
  usesOfData(hash: string): readonly DatasetUse[];
  /** How many experiments there are on each content. */
  useCounts(): ReadonlyMap<string, number>;
  setting(key: string): string | null;
  saveSetting(key: string, value: string): void;
  close(): void;
}

export interface StoredDataset extends Omit<DatasetSummary, 'usedBy'> {
  /** Path below the data directory. */
  readonly file: string;
  /** null where an older version imported it and nobody has looked since. */
  readonly summary: TableSummary | null;
}

/** What may change of a data set once it is here: never its content. */
export type DatasetChange = Partial<Pick<StoredDataset, 'name' | 'note' | 'summary' | 'isDeleted'>>;

// --- Data, presets, time -------------------------------------------------------------------------------------------------

/** What is imported: files in memory, or paths on this computer (folders with all that is in them). */
export type ImportSource =
  | { readonly kind: 'files'; readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[] }
  | { readonly kind: 'paths'; readonly paths: readonly string[] };

/** What a person may say about the files; everything that is left out has a sensible default. */
export interface ImportOptions {
  /** Of text: the column to predict; null for the last one. */
  readonly target: string | null;
  readonly task: 'auto' | 'classification' | 'regression';
  /** Of text: lines above the table that are passed over. */
  readonly skipLines?: number;
  /** Of text: the columns to use as features; null for all. */
  readonly columns?: readonly string[] | null;
  /** Of text: what becomes of missing values in features; `mean` is taken over all rows. A missing target is never made up. */
  readonly missing?: 'refuse' | 'dropRows' | 'mean';
  /** Of text: columns of words are refused, or become one feature of 0 and 1 for each of their words. */
  readonly words?: 'refuse' | 'oneHot';
  /** Of images: their size, else the commonest one; `auto` is grey where no image is in colour. */
  readonly images?: { readonly width?: number; readonly height?: number; readonly colour?: 'auto' | 'grey' | 'colour' };
}

/** Reads and keeps imported data: content-addressed files below the data directory. */
export interface DatasetFiles {
  /**
   * Recognises the files by their content (CSV, IDX, CIFAR, NumPy, images, zip, tar) and reads them beside the main thread.
   * `onProgress` is told the part that is done, 0 to 1. Throws LabError, `cancelled` where the signal says so.
   */
  read(
    source: ImportSource,
    options: ImportOptions,
    watch?: { readonly onProgress?: (part: number) => void; readonly signal?: AbortSignal },
  ): Promise<Table>;
  /** Writes the table once under its content hash. */
  save(table: Table): { readonly hash: string; readonly file: string };
  load(file: string): Table;
}

export interface Presets {
  list(): readonly { readonly id: string; readonly spec: ExperimentSpec }[];
}

/** What the lab knows about the program and the machine around it. */
export interface Environment {
  readonly appVersion: string;
  readonly os: string;
  readonly node: string;
  newId(): string;
  /** SHA-256, hex. */
  hashText(text: string): string;
  hashTable(table: Table): string;
  memory(): { readonly usedBytes: number; readonly totalBytes: number };
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after a delay; returns a cancel. */
  after(delayMs: number, callback: () => void): () => void;
}
