/** A stack of runs that train in the same native calls: their parameters, optimizer state and feeds. */
import type { StackedRun, TrainingJob } from '#lab/ports';
import { invariant } from '#core/failure';
import { phaseAt, type TimelinePhase } from '#core/schedule/timeline';
import { graphModel, parameterShapes, statisticSizes } from '#engine/model/network';
import { trainingGraph, type TrainingForm } from '#engine/model/training-graph';
import { floatData, floats, integers, type Executable, type ExecutableCache, type Feeds, type Value } from '#engine/onnx/session';
import { batchFeed, type BatchFeed } from '#engine/training/batch-feed';
import type { EngineData } from '#engine/training/engine-data';
import { extrasFeed, type ExtrasFeed } from '#engine/training/extras-feed';
import { blockMetrics, type BlockMetrics } from '#engine/training/metrics';
import { optimizerFeed, type OptimizerFeed } from '#engine/training/optimizer-feed';

/**
 * Parameters of the stack, [R, rows, columns] each; the slots of its optimizer, all tensors of the first, then of the next; running
 * statistics of batch normalisations, [R, 1, C].
 */
export interface StackState {
  readonly parameters: readonly Value[];
  readonly slots: readonly Value[];
  readonly statistics: readonly Value[];
}

/** The numbers of one run of the stack. */
export interface RunState {
  readonly parameters: readonly Float32Array[];
  readonly slots: readonly Float32Array[];
  readonly statistics: readonly Float32Array[];
}

/** What training with one batch size takes. */
interface Phase {
  /** Rows of a batch with its filling. */
  readonly batch: number;
  readonly executable: Executable;
  readonly fixed: Feeds;
  readonly extras: ExtrasFeed;
}

export class Stack {
  readonly runs: readonly StackedRun[];
  readonly feed: BatchFeed;
  state: StackState;
  private readonly job: TrainingJob;
  private readonly data: EngineData;
  private readonly optimizer: OptimizerFeed;
  private readonly cache: ExecutableCache;
  private readonly phases = new Map<TimelinePhase, Phase>();
  private readonly recordsGradientNorm: boolean;

  private constructor(
    job: TrainingJob,
    runs: readonly StackedRun[],
    data: EngineData,
    feed: BatchFeed,
    optimizer: OptimizerFeed,
    cache: ExecutableCache,
    starts: readonly RunState[],
  ) {
    this.job = job;
    this.runs = runs;
    this.data = data;
    this.feed = feed;
    this.optimizer = optimizer;
    this.cache = cache;
    this.recordsGradientNorm = job.everyUpdate.includes('gradientNorm');
    this.state = stackStates(job, starts);
  }

  /** `starts` are the states of the runs, in their order. */
  static open(job: TrainingJob, runs: readonly StackedRun[], data: EngineData, starts: readonly RunState[], cache: ExecutableCache): Stack {
    const optimizer = optimizerFeed(runs);
    const feed = batchFeed(job, runs, data, (run, update) => optimizer.scaleAt(run, update));
    return new Stack(job, runs, data, feed, optimizer, cache, starts);
  }

  /** Makes `updates` updates from `state`, which is left as it is; `fromUpdate` says which batches are next. */
  async train(
    state: StackState,
    fromUpdate: number,
    updates: number,
  ): Promise<{ readonly state: StackState; readonly metrics: BlockMetrics }> {
    const block = this.feed.fill(fromUpdate, updates);
    const phase = await this.phase(phaseAt(this.feed.timeline, fromUpdate));
    const { batch } = phase;
    const shape = [updates, this.runs.length, batch];
    const feeds: Feeds = {
      ...phase.fixed,
      ...this.optimizer.block(fromUpdate, updates),
      ...phase.extras.block(fromUpdate, updates),
      order: integers(block.order, shape),
      targets: floats(block.targets, [...shape, this.job.model.outputs]),
    };
    if (block.weights !== null) feeds.weights = floats(block.weights, [...shape, this.job.model.outputs]);
    else if (this.optimizer.hasVaryingScale) feeds.weights = this.weightsOf(fromUpdate, updates, batch);
    state.parameters.forEach((value, layer) => (feeds[`parameters${String(layer)}`] = value));
    state.slots.forEach((value, index) => (feeds[`slots${String(index)}`] = value));
    state.statistics.forEach((value, index) => (feeds[`statistics${String(index)}`] = value));
    const results = await phase.executable.run(feeds);
    const layers = state.parameters.length;
    const statistics = layers + state.slots.length;
    const after = statistics + state.statistics.length;
    return {
      state: {
        parameters: results.slice(0, layers),
        slots: results.slice(layers, statistics),
        statistics: results.slice(statistics, after),
      },
      metrics: blockMetrics({
        loss: this.job.model.loss,
        runs: this.runs.length,
        updates,
        batch,
        columns: this.job.model.outputs,
        labelSmoothing: this.job.labelSmoothing,
        sizeOf: (index) => this.feed.batchSizeAt(fromUpdate + index),
        scaleOf: (run, index) => this.optimizer.scaleAt(run, fromUpdate + index) * this.feed.shareAt(fromUpdate + index),
        rows: floatData(results[after]),
        order: block.order,
        labels: this.data.targets,
        squaredNorms: this.recordsGradientNorm ? results.slice(after + 1).map(floatData) : null,
      }),
    };
  }

  /** The graph for a batch size, made when it is first needed, and what it is fed with in every block. */
  private async phase(place: TimelinePhase): Promise<Phase> {
    const known = this.phases.get(place);
    if (known !== undefined) return known;
    const isPadded = this.feed.isPadded(place);
    const form: TrainingForm = {
      model: graphModel(this.job.model),
      runs: this.runs.length,
      isSingleRow: place.size === 1,
      optimizer: this.optimizer.form,
      isPadded,
      recordsGradientNorm: this.recordsGradientNorm,
    };
    const executable = await this.cache.get(JSON.stringify(form), () => trainingGraph(form));
    const batches = { batch: place.size, isPadded, batchSizeAt: (update: number) => this.feed.batchSizeAt(update) };
    const extras = extrasFeed(this.job, this.runs, batches);
    const phase = { batch: place.size, executable, fixed: { ...this.fixedFeeds(place.size, isPadded), ...extras.fixed }, extras };
    this.phases.set(place, phase);
    return phase;
  }

  /** What is the same in every block of a phase. */
  private fixedFeeds(batch: number, isPadded: boolean): Feeds {
    const runs = this.runs.length;
    const weights = Float32Array.from(this.runs.keys(), (run) => this.optimizer.scaleAt(run, 0) / batch);
    return {
      ...this.optimizer.fixed,
      features: this.data.features,
      ...(isPadded || this.optimizer.hasVaryingScale ? {} : { weights: floats(weights, [runs, 1, 1]) }),
      ...(this.job.model.layers.length > 0 ? { ones: floats(new Float32Array(runs * batch).fill(1), [runs, batch, 1]) } : {}),
    };
  }

  /** Gradient scale / B of each update and run, [K, R, 1, 1]. */
  private weightsOf(fromUpdate: number, updates: number, batch: number): Value {
    const runs = this.runs.length;
    const weights = Float32Array.from(
      { length: updates * runs },
      (_, cell) => this.optimizer.scaleAt(cell % runs, fromUpdate + Math.floor(cell / runs)) / batch,
    );
    return floats(weights, [updates, runs, 1, 1]);
  }

  /** Copies of one run's numbers. */
  runState(state: StackState, run: number): RunState {
    const slice = (value: Value): Float32Array => {
      const data = floatData(value);
      const length = data.length / this.runs.length;
      // Adding zero turns -0 into 0: the only difference that stacking runs with and without momentum could make.
      return data.slice(run * length, (run + 1) * length).map((number) => number + 0);
    };
    return { parameters: state.parameters.map(slice), slots: state.slots.map(slice), statistics: state.statistics.map(slice) };
  }
}

function stackStates(job: TrainingJob, starts: readonly RunState[]): StackState {
  const shapes = parameterShapes(job.model);
  const statisticShapes = statisticSizes(job.model).map((size) => [1, size] as const);
  const join = (parts: readonly Float32Array[], [rows, columns]: readonly [number, number]): Value => {
    const all = new Float32Array(parts.length * rows * columns);
    parts.forEach((part, run) => {
      invariant(part.length === rows * columns, 'a state has the size of its model');
      all.set(part, run * rows * columns);
    });
    return floats(all, [parts.length, rows, columns]);
  };
  const joined = (of: (start: RunState) => readonly Float32Array[], own: typeof shapes): readonly Value[] =>
    of(starts[0]).map((_, index) =>
      join(
        starts.map((start) => of(start)[index]),
        own[index % own.length],
      ),
    );
  return {
    parameters: joined((start) => start.parameters, shapes),
    slots: joined((start) => start.slots, shapes),
    statistics: joined((start) => start.statistics, statisticShapes),
  };
}
