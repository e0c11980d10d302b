/** A stack of runs that train in the same native calls: their parameters, optimizer state and feeds. */
import type { StackedRun, TrainingJob } from '#lab/ports/engines';
import { phaseAt, type TimelinePhase } from '#core/schedule/timeline';
import { graphModel } from '#engine/model/network';
import { trainingGraph, type TrainingForm } from '#engine/model/training-graph';
import { isFew } from '#engine/graph/operations/affine';
import { floatData, floats, integers, type Executable, type ExecutableCache, type Feeds, type Value } from '#engine/onnx/session';
import { batchFeed, type BatchFeed, type FilledBlock } from '#engine/training/batch-feed';
import type { EngineData } from '#engine/training/engine-data';
import { extrasFeed, type ExtrasFeed } from '#engine/training/extras-feed';
import type { RunState, RunWeights, TrainingStack } from '#engine/training/method';
import { blockMetrics, type BlockMetrics } from '#engine/training/metrics';
import { fromParts, intoParts, MOST_ACTIVATION_BYTES, partsOf, type Parts } from '#engine/training/micro-batches';
import { optimizerFeed, type OptimizerFeed } from '#engine/training/optimizer-feed';
import { joinedStates, oneState, weightsOf, type StackState } from '#engine/training/stack-state';

/** What training with one batch size takes. */
interface Phase {
  /** Rows of a batch with its filling. */
  readonly batch: number;
  readonly parts: Parts;
  readonly executable: Executable;
  readonly fixed: Feeds;
  readonly extras: ExtrasFeed;
}

export class Stack implements TrainingStack<StackState> {
  readonly runs: readonly StackedRun[];
  readonly feed: BatchFeed;
  state: StackState;
  private readonly job: TrainingJob;
  private readonly data: EngineData;
  private readonly optimizer: OptimizerFeed;
  private readonly cache: ExecutableCache;
  private readonly mostBytes: number;
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
    mostBytes: number,
  ) {
    this.job = job;
    this.runs = runs;
    this.data = data;
    this.feed = feed;
    this.optimizer = optimizer;
    this.cache = cache;
    this.mostBytes = mostBytes;
    this.recordsGradientNorm = job.everyUpdate.includes('gradientNorm');
    this.state = joinedStates(job, starts);
  }

  /** `starts` are the states of the runs, in their order; `mostBytes` is what one run's activations may take. */
  static open(
    job: TrainingJob,
    runs: readonly StackedRun[],
    data: EngineData,
    starts: readonly RunState[],
    cache: ExecutableCache,
    mostBytes = MOST_ACTIVATION_BYTES,
  ): Stack {
    const optimizer = optimizerFeed(runs);
    const feed = batchFeed(job, runs, data, (run, update) => optimizer.scaleAt(run, update));
    return new Stack(job, runs, data, feed, optimizer, cache, starts, mostBytes);
  }

  /** Makes the graph of the phase ready. */
  async prepare(fromUpdate: number): Promise<void> {
    await this.phase(phaseAt(this.feed.timeline, fromUpdate));
  }

  /** Makes `updates` updates from `state`, which is left as it is; `fromUpdate` says which batches are next. */
  async train(
    state: StackState,
    fromUpdate: number,
    updates: number,
  ): Promise<{ readonly state: StackState; readonly metrics: BlockMetrics }> {
    const phase = await this.phase(phaseAt(this.feed.timeline, fromUpdate));
    const { batch, parts } = phase;
    const isInParts = parts.count > 1;
    const block = this.feed.fill(fromUpdate, updates, isInParts);
    const given = isInParts ? this.divided(block, parts, batch) : block;
    const runs = this.runs.length;
    const shape = isInParts ? [updates, parts.count, runs, parts.rows] : [updates, runs, batch];
    const feeds: Feeds = {
      ...phase.fixed,
      ...this.optimizer.block(fromUpdate, updates),
      ...phase.extras.block(fromUpdate, updates),
      order: integers(given.order, shape),
      targets: floats(given.targets, [...shape, this.job.model.outputs]),
    };
    if (given.weights !== null) feeds.weights = floats(given.weights, [...shape, this.job.model.outputs]);
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
        rows: isInParts ? fromParts(floatData(results[after]), this.sizes(batch), parts) : floatData(results[after]),
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
    const parts = partsOf(graphModel(this.job.model), place.size, this.mostBytes);
    const form: TrainingForm = {
      model: graphModel(this.job.model),
      runs: this.runs.length,
      rows: parts.rows === 1 ? 'one' : isFew(parts.rows) ? 'few' : 'many',
      optimizer: this.optimizer.form,
      isPadded,
      isInParts: parts.count > 1,
      recordsGradientNorm: this.recordsGradientNorm,
    };
    const executable = await this.cache.get(JSON.stringify(form), () => trainingGraph(form));
    const batches = { batch: place.size, isPadded, batchSizeAt: (update: number) => this.feed.batchSizeAt(update) };
    const extras = extrasFeed(this.job, this.runs, batches);
    const fixed = { ...this.fixedFeeds(parts.rows, isPadded || parts.count > 1), ...extras.fixed };
    const phase = { batch: place.size, parts, executable, fixed, extras };
    this.phases.set(place, phase);
    return phase;
  }

  /** What is the same in every block of a phase. */
  private fixedFeeds(batch: number, hasWeightsOfRows: boolean): Feeds {
    const runs = this.runs.length;
    const weights = Float32Array.from(this.runs.keys(), (run) => this.optimizer.scaleAt(run, 0) / batch);
    return {
      ...this.optimizer.fixed,
      features: this.data.features,
      ...(hasWeightsOfRows || this.optimizer.hasVaryingScale ? {} : { weights: floats(weights, [runs, 1, 1]) }),
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

  private sizes(batch: number, columns = this.job.model.outputs): { runs: number; batch: number; columns: number } {
    return { runs: this.runs.length, batch, columns };
  }

  /** A block with its batches in parts; rows that fill up the last part weigh nothing. */
  private divided(block: FilledBlock, parts: Parts, batch: number): FilledBlock {
    const rows = (block.order.length / batch) * parts.count * parts.rows;
    const { columns } = this.sizes(batch);
    const divide = (values: Float32Array): Float32Array => intoParts(values, new Float32Array(rows * columns), this.sizes(batch), parts, 0);
    return {
      order: intoParts(block.order, new Int32Array(rows), this.sizes(batch, 1), parts, null),
      targets: divide(block.targets),
      weights: block.weights === null ? null : divide(block.weights),
    };
  }

  /** Copies of one run's numbers. */
  runState(state: StackState, run: number): RunState {
    return oneState(this.job, state, run, this.runs.length);
  }

  runWeights(state: StackState, run: number): RunWeights {
    return weightsOf(this.job, state, run, this.runs.length);
  }
}
