/** A job's training graph with all that it is fed, in float64: what ONNX Runtime and the derivatives are compared with. */
import type { PreparedData } from '#core/data/table';
import type { TrainingJob } from '#lab/ports/engines';
import { initialStatistics, initialWeights } from '#engine/initial-weights';
import type { Graph } from '#engine/graph/graph';
import { isFew } from '#engine/graph/operations/affine';
import { graphModel } from '#engine/model/network';
import { momentOf, optimizerRule } from '#engine/model/optimizer';
import { optimizerCoefficients } from '#engine/model/optimizers/rule';
import { trainingGraph } from '#engine/model/training-graph';
import { floatData } from '#engine/onnx/session';
import { batchFeed } from '#engine/training/batch-feed';
import { engineData } from '#engine/training/engine-data';
import { extrasFeed } from '#engine/training/extras-feed';
import type { RunState } from '#engine/training/method';
import { optimizerFeed, type OptimizerFeed } from '#engine/training/optimizer-feed';
import { joinedStates } from '#engine/training/stack-state';
import { numbers, type Numbers } from '#test/engine/support/interpret';

export interface Reference {
  readonly graph: Graph;
  readonly feeds: Readonly<Record<string, Numbers>>;
  readonly starts: readonly RunState[];
  readonly optimizer: OptimizerFeed;
}

/** The first updates of a job from its initial weights. */
export function reference(theJob: TrainingJob, prepared: PreparedData, updates: number): Reference {
  const { model, runs: own } = theJob;
  const data = engineData(prepared);
  const runs = own.length;
  const optimizer = optimizerFeed(own);
  const starts = own.map((one): RunState => {
    const parameters = initialWeights(model, theJob.seed, one.replicate);
    const zeros = () => parameters.map((array) => new Float32Array(array.length));
    return { parameters, slots: Array.from({ length: optimizer.slots }, zeros).flat(), statistics: initialStatistics(model) };
  });
  const feed = batchFeed(theJob, own, data, (index, update) => optimizer.scaleAt(index, update));
  const block = feed.fill(0, updates);
  const [phase] = feed.timeline.phases;
  const batch = phase.size;
  const ofUpdates = (varies: boolean, value: (run: number, update: number) => number): Numbers =>
    numbers(
      varies ? [updates, runs, 1, 1] : [runs, 1, 1],
      Array.from({ length: varies ? updates * runs : runs }, (_, cell) => value(cell % runs, Math.floor(cell / runs))),
    );
  const feeds: Record<string, Numbers> = {
    features: numbers([prepared.table.rows, model.inputs + 1], data.features.data as Float32Array),
    order: numbers([updates, runs, batch], block.order),
    targets: numbers([updates, runs, batch, model.outputs], block.targets),
    weights:
      block.weights !== null
        ? numbers([updates, runs, batch, model.outputs], block.weights)
        : ofUpdates(optimizer.hasVaryingScale, (run, update) => optimizer.scaleAt(run, update) / batch),
    ones: numbers([runs, batch, 1], new Array<number>(runs * batch).fill(1)),
  };
  // In float64 from the rule itself, not the float32 numbers that the engine is fed with.
  for (const [name, coefficient] of Object.entries(optimizerCoefficients(optimizer.form, optimizerRule(optimizer.form)))) {
    feeds[name] = ofUpdates(coefficient.varies, (run, update) => coefficient.at(momentOf(own[run], update)));
  }
  const extras = extrasFeed(theJob, own, { batch, isPadded: feed.isPadded(phase), batchSizeAt: (update) => feed.batchSizeAt(update) });
  for (const [name, value] of Object.entries({ ...extras.fixed, ...extras.block(0, updates) })) {
    feeds[name] = numbers(value.dims, value.data as Float32Array);
  }
  const states = joinedStates(theJob, starts);
  for (const name of ['parameters', 'slots', 'statistics'] as const) {
    states[name].forEach((value, index) => (feeds[`${name}${String(index)}`] = numbers(value.dims, floatData(value))));
  }
  const graph = trainingGraph({
    model: graphModel(model),
    runs,
    rows: batch === 1 ? 'one' : isFew(batch) ? 'few' : 'many',
    optimizer: optimizer.form,
    isPadded: feed.isPadded(phase),
    isInParts: false,
    recordsGradientNorm: true,
  });
  return { graph, feeds, starts, optimizer };
}
