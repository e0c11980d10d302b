/** What the lab needs of training: engines, pools of engine processes, and what they report. Adapters implement these. */
import type { EngineId, EngineReport } from '#contract/engines';
import type { EngineProcessFigures } from '#contract/system';
import type { PreparedData } from '#core/data/table';
import type { OptimizerKind, OptimizerSettings } from '#core/experiment/optimizers';
import type { KeptPoints, ModelShape } from '#core/experiment/plan';
import type { NoiseScaleSettings } from '#core/experiment/record';
import type { MetricName } from '#core/experiment/spec';
import type { Failure } from '#core/failure';
import type { Sampling } from '#core/schedule/batch-order';
import type { StoppingRule, StopReason } from '#core/schedule/early-stopping';
import type { RateSchedule } from '#core/schedule/learning-rate';
import type { BatchPhase, Remainder } from '#core/schedule/timeline';
import type { Evaluation } from '#core/series/evaluation';
import type { Inspector } from '#lab/ports/inspector';

/** One run inside a stack. Everything that may differ between the runs of a stack is here. */
export interface StackedRun {
  readonly runId: string;
  /** 0-based; with the job's seed it names the random streams of this run. */
  readonly replicate: number;
  /** Runs of a stack share its kind, `nesterov` and `decoupled`. */
  readonly optimizer: OptimizerSettings;
  readonly schedule: RateSchedule;
  /** Ends this run at an evaluation; left out where it makes all its updates. */
  readonly stopping?: StoppingRule;
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
  /** When to report the state of every run to keep it; left out for never. A block of updates ends at each of these. */
  readonly keeps?: KeptPoints;
  /** The gradient noise scale is measured at every evaluation; left out for never. */
  readonly noiseScale?: NoiseScaleSettings;
  readonly everyUpdate: readonly MetricName[];
  readonly runs: readonly StackedRun[];
  /** True of a measurement of the engine itself: nothing is learned from what it costs. */
  readonly isMeasurement?: boolean;
  /** Largest number of runs in one native call; the pool says it where it is left out. */
  readonly mostStacked?: number;
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
  /** Why a finished run ended before its length; left out where it did not. */
  readonly stopped?: StopReason;
}

/** Something about a run or a job that a person should be able to read afterwards. */
export type EngineNotice =
  /** A batch is worked through in parts, whose gradients are added up; `needsBytes` is what it would take at once. */
  | {
      readonly kind: 'parts';
      readonly batchSize: number;
      readonly parts: number;
      readonly rows: number;
      readonly needsBytes: number;
      readonly mostBytes: number;
    }
  /** A schedule that follows the evaluations lets the learning rate fall. */
  | { readonly kind: 'rateReduced'; readonly runId: string; readonly update: number; readonly learningRate: number };

export type EngineEvent =
  /** At most ten a second. */
  | { readonly kind: 'progress'; readonly jobId: string; readonly update: number; readonly runs: readonly RunProgress[] }
  /** Every few seconds of training, at a pause, at a stop. It follows the progress up to its update. */
  | { readonly kind: 'checkpoint'; readonly jobId: string; readonly runs: readonly RunCheckpoint[] }
  /** States that the job asked for. They come before a checkpoint, or an outcome, of the same update. */
  | { readonly kind: 'snapshot'; readonly jobId: string; readonly runs: readonly RunCheckpoint[] }
  /** Runs that ended; a stack may report runs that diverged or stopped early before the others finish. */
  | { readonly kind: 'outcome'; readonly jobId: string; readonly runs: readonly RunOutcome[] }
  | { readonly kind: 'notice'; readonly jobId: string; readonly notice: EngineNotice }
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

/** What training costs on an engine. */
export interface TrainingCosts {
  /** Jobs side by side. */
  readonly places: number;
  /** Largest number of runs worth training in one stack of this model and batch size. */
  stackLimit(model: ModelShape, batchSize: number): number;
  /** Estimated seconds for one update of a stack of `runs`, from what was measured here; null before anything was. */
  secondsPerUpdate(model: ModelShape, batchSize: number, runs: number, optimizer?: OptimizerKind): number | null;
  /** ... for one evaluation of a stack on so many rows, with the noise scale where it is measured then. */
  secondsPerEvaluation(model: ModelShape, rows: number, runs: number, noiseScale?: NoiseScaleSettings): number | null;
  /** ... that the updates take longer for being interrupted by one. */
  secondsPerStop(model: ModelShape, batchSize: number, runs: number, optimizer?: OptimizerKind): number | null;
  /** ... for a stack before its first update and after its last. */
  secondsPerStack(model: ModelShape, runs: number): number | null;
  /** ... until a process can train; 0 while one runs. */
  secondsToStart(): number;
}

/** An engine that can be used here, as it was measured. */
export interface EngineCandidate {
  readonly engine: EngineId;
  /** By the measurements alone: the same until it is measured again. */
  readonly calibrated: TrainingCosts;
  /** Corrected by what training has cost since. */
  readonly costs: TrainingCosts;
}

/** Engine processes of one kind. Every place trains one job at a time. */
export interface EnginePool extends TrainingCosts {
  readonly engine: EngineId;
  /** In plain words: "ONNX Runtime 1.30.0 on 2 CPU cores". */
  readonly device: string;
  readonly version: string;
  /** Makes data known under an id; processes get it when they first need it. */
  provide(dataId: string, data: PreparedData): void;
  forget(dataId: string): void;
  /** The caller never starts more jobs than there are places. A dead process is reported as `failed` and replaced. */
  start(job: TrainingJob, listener: (event: EngineEvent) => void): RunningJob;
  /** What the processes that run cost at present. */
  processes(): readonly EngineProcessFigures[];
  close(): Promise<void>;
}

export interface Engines {
  /**
   * What this computer has, and why something is missing, in plain words. Measures speed where it can (a few seconds an engine), once a
   * computer, device and version: later it tells what was measured then, unless it is to measure again.
   */
  report(isAgain?: boolean): Promise<readonly EngineReport[]>;
  /**
   * The engines that can be used here, as they were measured on this computer. Measures what it has not (a few seconds an engine). Throws
   * LabError where there is none.
   */
  candidates(workers: number | null): Promise<readonly EngineCandidate[]>;
  /** Starts (once) the pool of an engine; throws LabError `engineUnavailable`, never replaces it in silence. */
  open(engine: EngineId, workers: number | null): Promise<EnginePool>;
  /** A new one each time, beside all pools. It computes on the CPU, which every computer has; no process yet. */
  inspector(): Inspector;
  close(): Promise<void>;
}
