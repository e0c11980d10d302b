/** What an engine brings to training: how it makes updates and how it looks at rows. All else is the same code for every engine. */
import type { ModelShape } from '#core/experiment/plan';
import type { EngineNotice, StackedRun, TrainingJob } from '#lab/ports/engines';
import type { RunOptimizer } from '#engine/model/optimizer';
import type { BatchFeed } from '#engine/training/batch-feed';
import type { EngineRows } from '#engine/training/engine-data';
import type { BlockMetrics } from '#engine/training/metrics';
import type { RunScores } from '#engine/training/scoring';

/** What the network of one run computes with. */
export interface RunWeights {
  /** In the order and layout of `parameterTensors`. */
  readonly parameters: readonly Float32Array[];
  /** Running mean and variance of every batch normalisation. */
  readonly statistics: readonly Float32Array[];
}

/** All numbers of one run of a stack; what the slots of its optimizer mean is the engine's own. */
export interface RunState extends RunWeights {
  /** All tensors of the first slot, then of the next; each of the size of its parameters. */
  readonly slots: readonly Float32Array[];
}

/** Runs that make their updates together. `State` holds what all of them learned, in the engine's own form. */
export interface TrainingStack<State> {
  readonly feed: BatchFeed;
  state: State;
  /** Makes ready what updates from there on need, so that the first takes no longer than the others; left out where nothing is. */
  prepare?(fromUpdate: number): Promise<void>;
  /** Makes updates of one phase of the timeline from `state`, which is left as it is. */
  train(state: State, fromUpdate: number, updates: number): Promise<{ readonly state: State; readonly metrics: BlockMetrics }>;
  /** Copies of one run's numbers, all of them or those of its network alone. */
  runState(state: State, run: number): RunState;
  runWeights(state: State, run: number): RunWeights;
}

export interface Evaluator<State> {
  /** The scores of every run of the stack. */
  evaluate(state: State): Promise<readonly RunScores[]>;
}

/** Squared norms of the gradient of the mean loss of batches, at one run's weights, as in training but without dropout; `batches` holds `size` rows of each. */
export type GradientSquares = (weights: RunWeights, batches: Int32Array, size: number) => Promise<Float64Array>;

/** One engine with the data of one experiment. */
export interface TrainingMethod<State> {
  /** Names the engine in its checkpoints, which no other can go on from: four letters. */
  readonly mark: string;
  readonly data: EngineRows;
  /** Largest number of runs worth training in one stack. */
  stackLimit(model: ModelShape, batchSize: number): number;
  /** How many arrays of the size of its parameters the optimizer of these runs keeps. */
  slotCount(runs: readonly RunOptimizer[]): number;
  /** `starts` are the states of the runs, in their order. */
  openStack(job: TrainingJob, runs: readonly StackedRun[], starts: readonly RunState[]): TrainingStack<State>;
  openEvaluator(job: TrainingJob, runs: number): Promise<Evaluator<State>>;
  gradientSquares(job: TrainingJob): GradientSquares;
  /** What a person should know about how this job is trained; left out by an engine that has nothing to say. */
  notices?(job: TrainingJob): readonly EngineNotice[];
}
