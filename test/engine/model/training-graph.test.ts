/** What ONNX Runtime makes of the training graph, against the same graph in float64. */
import { describe, expect, it } from 'vitest';
import { epochOrder } from '#core/schedule/batch-order';
import type { OptimizerSettings } from '#core/experiment/optimizers';
import type { RateSchedule } from '#core/schedule/learning-rate';
import type { TrainingJob } from '#lab/ports/engines';
import { initialStatistics, initialWeights } from '#engine/initial-weights';
import { print } from '#engine/graph/print';
import { isFew } from '#engine/graph/operations/affine';
import { graphModel } from '#engine/model/network';
import { momentOf, optimizerForm, optimizerRule } from '#engine/model/optimizer';
import { optimizerCoefficients } from '#engine/model/optimizers/rule';
import { trainingGraph } from '#engine/model/training-graph';
import { ExecutableCache, floatData } from '#engine/onnx/session';
import { engineData } from '#engine/training/engine-data';
import { batchFeed } from '#engine/training/batch-feed';
import { extrasFeed } from '#engine/training/extras-feed';
import { optimizerFeed } from '#engine/training/optimizer-feed';
import { joinedStates } from '#engine/training/stack-state';
import { Stack } from '#engine/training/stack';
import { interpret, numbers, type Numbers } from '#test/engine/support/interpret';
import { classData, job, model, run, valueData } from '#test/engine/support/jobs';

const cache = new ExecutableCache();

async function compare(theJob: TrainingJob, prepared: ReturnType<typeof classData>, updates = 50): Promise<void> {
  const data = engineData(prepared);
  const runs = theJob.runs.length;
  const optimizer = optimizerFeed(theJob.runs);
  const starts = theJob.runs.map((one) => {
    const parameters = initialWeights(theJob.model, theJob.seed, one.replicate);
    const zeros = () => parameters.map((array) => new Float32Array(array.length));
    return { parameters, slots: Array.from({ length: optimizer.slots }, zeros).flat(), statistics: initialStatistics(theJob.model) };
  });
  const stack = Stack.open(theJob, theJob.runs, data, starts, cache);
  const result = await stack.train(stack.state, 0, updates);

  const feed = batchFeed(theJob, theJob.runs, data, (index, update) => optimizer.scaleAt(index, update));
  const block = feed.fill(0, updates);
  const [phase] = feed.timeline.phases;
  const batch = phase.size;
  const features = data.features.data as Float32Array;
  const feeds: Record<string, Numbers> = {
    features: numbers([prepared.table.rows, theJob.model.inputs + 1], features),
    order: numbers([updates, runs, batch], block.order),
    targets: numbers([updates, runs, batch, theJob.model.outputs], block.targets),
    weights: weightsOf(block.weights),
    ones: numbers([runs, batch, 1], new Array<number>(runs * batch).fill(1)),
  };
  function weightsOf(padded: Float32Array | null): Numbers {
    if (padded !== null) return numbers([updates, runs, batch, theJob.model.outputs], padded);
    const rows = optimizer.hasVaryingScale ? updates : 1;
    const values = Array.from({ length: rows * runs }, (_, cell) => optimizer.scaleAt(cell % runs, Math.floor(cell / runs)) / batch);
    return numbers(optimizer.hasVaryingScale ? [updates, runs, 1, 1] : [runs, 1, 1], values);
  }
  // In float64 from the rule itself, not the float32 numbers that the engine is fed with.
  for (const [name, coefficient] of Object.entries(optimizerCoefficients(optimizer.form, optimizerRule(optimizer.form)))) {
    const rows = coefficient.varies ? updates : 1;
    const values = Array.from({ length: rows * runs }, (_, cell) =>
      coefficient.at(momentOf(theJob.runs[cell % runs], Math.floor(cell / runs))),
    );
    feeds[name] = numbers(coefficient.varies ? [updates, runs, 1, 1] : [runs, 1, 1], values);
  }
  const extras = extrasFeed(theJob, theJob.runs, {
    batch,
    isPadded: feed.isPadded(phase),
    batchSizeAt: (update) => feed.batchSizeAt(update),
  });
  for (const [name, value] of Object.entries({ ...extras.fixed, ...extras.block(0, updates) })) {
    feeds[name] = numbers(value.dims, value.data as Float32Array);
  }
  const states = joinedStates(theJob, starts);
  for (const name of ['parameters', 'slots', 'statistics'] as const) {
    states[name].forEach((value, index) => (feeds[`${name}${String(index)}`] = numbers(value.dims, floatData(value))));
  }
  const graph = trainingGraph({
    model: graphModel(theJob.model),
    runs,
    rows: batch === 1 ? 'one' : isFew(batch) ? 'few' : 'many',
    optimizer: optimizer.form,
    isPadded: feed.isPadded(phase),
    isInParts: false,
    recordsGradientNorm: true,
  });
  const expected = interpret(graph, feeds);
  const state = [...result.state.parameters, ...result.state.slots, ...result.state.statistics];
  state.forEach((value, index) => {
    const reference = expected[index].data;
    const scale = reference.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const actual = value.data as Float32Array;
    const furthest = actual.reduce((most, number, position) => Math.max(most, Math.abs(number - reference[position])), 0);
    expect(furthest).toBeLessThan(1e-4 * scale);
  });
  // Per layer [K, R, 1, 1].
  const norms = expected.slice(state.length + 1);
  theJob.runs.forEach((_, index) => {
    result.metrics.gradientNorm[index].forEach((norm, update) => {
      const squares = norms.reduce((sum, layer) => sum + layer.data[update * runs + index], 0);
      const reference = Math.sqrt(squares) / Math.abs(optimizer.scaleAt(index, update));
      // Where the network is all but certain, p - 1 keeps few digits of a float32: hence the absolute part.
      expect(Math.abs(norm - reference)).toBeLessThan(1e-4 * reference + 1e-5);
    });
  });
}

describe('fifty updates in ONNX Runtime', () => {
  const runs = [run(0), run(1, { learningRate: 0.01, momentum: 0.5 })];

  for (const activation of ['relu', 'tanh', 'sigmoid', 'linear'] as const) {
    it(`end where float64 ends, ${activation} layers and ragged batches`, async () => {
      await compare(job({ model: model([2, 8, 5, 3], 'crossEntropy', activation), batchSize: 8, runs }), classData(60, 50));
    });
  }

  it('end where float64 ends, with Nesterov momentum and weight decay', async () => {
    const decaying = [0, 1].map((index) => run(index, { nesterov: true, weightDecay: 0.01 }));
    await compare(job({ model: model([2, 8, 3]), batchSize: 10, runs: decaying }), classData(60, 50));
  });

  for (const settings of [
    { kind: 'rmsprop', momentum: 0, learningRate: 0.003 },
    { kind: 'rmsprop', momentum: 0.9, learningRate: 0.001, weightDecay: 0.01 },
    { kind: 'adam', learningRate: 0.01, weightDecay: 0.01 },
    { kind: 'adamW', learningRate: 0.01, weightDecay: 0.1, clipNorm: 0.3 },
    { kind: 'lars', learningRate: 1, trustCoefficient: 0.01, weightDecay: 0.01 },
    { kind: 'lamb', learningRate: 0.01, weightDecay: 0.01 },
    { kind: 'sgd', clipNorm: 0.2, weightDecay: 0.01, decoupled: true },
  ] as const satisfies readonly Partial<OptimizerSettings>[]) {
    it(`end where float64 ends, ${JSON.stringify(settings)} with a schedule, ragged and even batches`, async () => {
      const schedule: RateSchedule = { warmUp: 5, course: { kind: 'cosine', total: 50, end: 0 } };
      const stacked = [run(0, { ...settings, schedule }), run(1, { ...settings, learningRate: settings.kind === 'lars' ? 0.5 : 0.005 })];
      for (const batchSize of [8, 10]) await compare(job({ model: model([2, 8, 5, 3]), batchSize, runs: stacked }), classData(60, 50));
    });
  }

  it('end where float64 ends, mean squared error', async () => {
    const slow = [run(0, { learningRate: 0.01 }), run(1, { learningRate: 0.01, momentum: 0.5 })];
    await compare(job({ model: model([2, 8, 1], 'meanSquaredError', 'tanh'), batchSize: 9, runs: slow }), valueData(60, 50));
  });

  it('end where float64 ends, one row at a time', async () => {
    await compare(
      job({
        model: model([2, 20, 18, 3]),
        batchSize: 1,
        runs: [run(0, { learningRate: 0.01 }), run(1, { learningRate: 0.01, momentum: 0.5 })],
      }),
      classData(60, 50),
    );
  });

  it('end where float64 ends, with more inputs than are gathered at once', async () => {
    await compare(
      job({
        model: model([70, 8, 3]),
        batchSize: 8,
        runs: [run(0, { learningRate: 0.01 }), run(1, { learningRate: 0.01, momentum: 0.5 })],
      }),
      classData(60, 50, 70),
    );
  });
});

describe('a few updates of a network with large layers, which are laid out otherwise', () => {
  const wide = model([2, 256, 256, 3]);
  for (const settings of [
    { kind: 'sgd', momentum: 0.9, weightDecay: 0.01 },
    { kind: 'sgd', momentum: 0.9, nesterov: true },
    { kind: 'sgd', momentum: 0 },
    { kind: 'rmsprop', momentum: 0.9, learningRate: 0.001, epsilon: 0.01 },
    { kind: 'adam', learningRate: 0.001, epsilon: 0.01 },
    { kind: 'lars', learningRate: 1, trustCoefficient: 0.01 },
    { kind: 'lamb', learningRate: 0.01 },
  ] as const satisfies readonly Partial<OptimizerSettings>[]) {
    it(`end where float64 ends, ${JSON.stringify(settings)}`, async () => {
      const batchSizes = settings.kind === 'sgd' && settings.momentum === 0 ? [1, 8, 150] : [8];
      const runs = [run(0, settings), run(1, { ...settings, learningRate: 0.0005 })];
      for (const batchSize of batchSizes) await compare(job({ model: wide, batchSize, runs }), classData(320, 300), 2);
    });
  }
});

describe('the printed training graph', () => {
  it('is stable', () => {
    const { inputs, layers, outputs, loss } = model([2, 4, 3]);
    const form = {
      model: { inputs, layers, outputs, loss },
      runs: 2,
      rows: 'many' as const,
      optimizer: optimizerForm([run(0)]),
      isPadded: false,
      isInParts: false,
      recordsGradientNorm: true,
    };
    expect(print(trainingGraph(form))).toMatchSnapshot();
  });
});

describe('the order of the batches', () => {
  it('is that of the epochs', () => {
    const prepared = classData(60, 50);
    const theJob = job({ batchSize: 8 });
    const { order } = batchFeed(theJob, theJob.runs, engineData(prepared), () => 1).fill(7, 7);
    const second = epochOrder(prepared.split.train, 1, 0, 1, 'shuffle');
    expect([...order.subarray(0, 48)]).toEqual([...second.subarray(0, 48)]);
    expect([...order.subarray(48)]).toEqual([...second.subarray(48), ...new Array<number>(6).fill(second[49])]);
  });
});
