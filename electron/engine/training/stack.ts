/** A stack of runs that train in the same native calls: their parameters, optimizer state and feeds. */
import type { StackedRun, TrainingJob } from '#lab/ports';
import { invariant } from '#core/failure';
import { parameterShapes } from '#engine/model/network';
import { trainingGraph, type TrainingForm } from '#engine/model/training-graph';
import { floatData, floats, integers, type Executable, type ExecutableCache, type Feeds, type Value } from '#engine/onnx/session';
import { batchFeed, type BatchFeed } from '#engine/training/batch-feed';
import type { EngineData } from '#engine/training/engine-data';
import { blockMetrics, type BlockMetrics } from '#engine/training/metrics';

/** Parameters of the stack, and steps of its optimizer (none without momentum), one [R, in + 1, out] a layer. */
export interface StackState {
  readonly parameters: readonly Value[];
  readonly steps: readonly Value[];
}

/** The numbers of one run of the stack. */
export interface RunState {
  readonly parameters: readonly Float32Array[];
  readonly steps: readonly Float32Array[];
}

export class Stack {
  readonly runs: readonly StackedRun[];
  readonly feed: BatchFeed;
  state: StackState;
  private readonly job: TrainingJob;
  private readonly data: EngineData;
  private readonly executable: Executable;
  private readonly fixed: Feeds;
  private readonly recordsGradientNorm: boolean;

  private constructor(
    job: TrainingJob,
    runs: readonly StackedRun[],
    data: EngineData,
    feed: BatchFeed,
    executable: Executable,
    starts: readonly RunState[],
  ) {
    this.job = job;
    this.runs = runs;
    this.data = data;
    this.feed = feed;
    this.executable = executable;
    this.recordsGradientNorm = job.everyUpdate.includes('gradientNorm');
    this.state = stackStates(job, starts);
    this.fixed = fixedFeeds(job, runs, data, feed, starts[0].steps.length > 0);
  }

  /** `starts` are the states of the runs, in their order. */
  static async open(
    job: TrainingJob,
    runs: readonly StackedRun[],
    data: EngineData,
    starts: readonly RunState[],
    cache: ExecutableCache,
  ): Promise<Stack> {
    const feed = batchFeed(job, runs, data);
    const form: TrainingForm = {
      model: { inputs: job.model.inputs, layers: job.model.layers, outputs: job.model.outputs, loss: job.model.loss },
      runs: runs.length,
      isSingleRow: feed.plan.batchSize === 1,
      hasMomentum: starts[0].steps.length > 0,
      isNesterov: job.nesterov,
      hasWeightDecay: hasDecay(job),
      isPadded: feed.isPadded,
      recordsGradientNorm: job.everyUpdate.includes('gradientNorm'),
    };
    const executable = await cache.get(JSON.stringify(form), () => trainingGraph(form));
    return new Stack(job, runs, data, feed, executable, starts);
  }

  /** Makes `updates` updates from `state`, which is left as it is; `fromUpdate` says which batches are next. */
  async train(
    state: StackState,
    fromUpdate: number,
    updates: number,
  ): Promise<{ readonly state: StackState; readonly metrics: BlockMetrics }> {
    const block = this.feed.fill(fromUpdate, updates);
    const batch = this.feed.plan.batchSize;
    const shape = [updates, this.runs.length, batch];
    const feeds: Feeds = {
      ...this.fixed,
      order: integers(block.order, shape),
      targets: floats(block.targets, [...shape, this.job.model.outputs]),
    };
    if (block.weights !== null) feeds.weights = floats(block.weights, [...shape, this.job.model.outputs]);
    state.parameters.forEach((value, layer) => (feeds[`parameters${String(layer)}`] = value));
    state.steps.forEach((value, layer) => (feeds[`steps${String(layer)}`] = value));
    const results = await this.executable.run(feeds);
    const layers = state.parameters.length;
    const after = layers + state.steps.length;
    return {
      state: { parameters: results.slice(0, layers), steps: results.slice(layers, after) },
      metrics: blockMetrics({
        loss: this.job.model.loss,
        runs: this.runs,
        updates,
        batch,
        columns: this.job.model.outputs,
        sizeOf: (index) => this.feed.batchSizeAt(fromUpdate + index),
        rows: floatData(results[after]),
        order: block.order,
        labels: this.data.targets,
        squaredNorms: this.recordsGradientNorm ? results.slice(after + 1).map(floatData) : null,
      }),
    };
  }

  /** Copies of one run's numbers. */
  runState(state: StackState, run: number): RunState {
    const slice = (value: Value): Float32Array => {
      const data = floatData(value);
      const length = data.length / this.runs.length;
      // Adding zero turns -0 into 0: the only difference that stacking runs with and without momentum could make.
      return data.slice(run * length, (run + 1) * length).map((number) => number + 0);
    };
    return { parameters: state.parameters.map(slice), steps: state.steps.map(slice) };
  }
}

function stackStates(job: TrainingJob, starts: readonly RunState[]): StackState {
  const join = (parts: readonly Float32Array[], layer: number): Value => {
    const [rows, columns] = parameterShapes(job.model)[layer];
    const all = new Float32Array(parts.length * rows * columns);
    parts.forEach((part, run) => {
      invariant(part.length === rows * columns, 'a state has the size of its model');
      all.set(part, run * rows * columns);
    });
    return floats(all, [parts.length, rows, columns]);
  };
  return {
    parameters: starts[0].parameters.map((_, layer) =>
      join(
        starts.map((start) => start.parameters[layer]),
        layer,
      ),
    ),
    steps: starts[0].steps.map((_, layer) =>
      join(
        starts.map((start) => start.steps[layer]),
        layer,
      ),
    ),
  };
}

/** What is the same in every block. */
function fixedFeeds(job: TrainingJob, runs: readonly StackedRun[], data: EngineData, feed: BatchFeed, hasMomentum: boolean): Feeds {
  const each = (value: (run: StackedRun) => number): Value => floats(Float32Array.from(runs, value), [runs.length, 1, 1]);
  const batch = feed.plan.batchSize;
  return {
    features: data.features,
    ...(feed.isPadded ? {} : { weights: each((run) => -run.learningRate / batch) }),
    ...(job.model.layers.length > 0 ? { ones: floats(new Float32Array(runs.length * batch).fill(1), [runs.length, batch, 1]) } : {}),
    ...(hasMomentum ? { momentum: each((run) => run.momentum) } : {}),
    ...(hasDecay(job) ? { decay: each((run) => -run.learningRate * run.weightDecay) } : {}),
  };
}

function hasDecay(job: TrainingJob): boolean {
  return job.runs.some((run) => run.weightDecay > 0);
}
