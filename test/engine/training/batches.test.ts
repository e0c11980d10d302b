/** Batches of a run: their changes of size, their weights, draws with replacement and smoothed labels. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PreparedData } from '#core/data/table';
import { initialWeights } from '#engine/initial-weights';
import { graphModel } from '#engine/model/network';
import { ExecutableCache, floatData } from '#engine/onnx/session';
import { batchFeed } from '#engine/training/batch-feed';
import { decodeCheckpoint } from '#engine/training/checkpoint';
import { onnxMethod } from '#engine/onnx/onnx-method';
import { engineData } from '#engine/training/engine-data';
import { jobStarts } from '#engine/training/job-starts';
import { partsNotices, partsOf } from '#engine/training/micro-batches';
import { Stack } from '#engine/training/stack';
import { checkpoints, classData, job, model, run, stories, trainHere, trainWith, valueData } from '#test/engine/support/jobs';

describe('a run whose batch size changes', () => {
  const data = classData(220, 180);
  const theJob = job({
    runs: [run(0), run(1, { kind: 'sgd', learningRate: 0.01, schedule: { warmUp: 5, course: { kind: 'constant' } } })],
    batchSize: 1,
    laterBatches: [
      { fromUpdate: 7, size: 20 },
      { fromUpdate: 15, size: 32 },
      { fromUpdate: 30, size: 180 },
      { fromUpdate: 36, size: 9 },
    ],
    updates: 60,
    evaluateAt: [0, 20, 33, 60],
  });

  it('is the same in any blocks, alone and in a stack', async () => {
    const whole = stories(await trainHere(theJob, data));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }), async (lengths) => {
        let next = 0;
        expect(stories(await trainHere(theJob, data, { blockLimit: () => lengths[next++ % lengths.length] }))).toEqual(whole);
      }),
      { numRuns: 8 },
    );
    for (const one of theJob.runs) {
      expect(stories(await trainHere({ ...theJob, runs: [one] }, data)).get(one.runId)).toEqual(whole.get(one.runId));
    }
  });

  it('goes on from a checkpoint in any phase', async () => {
    const whole = stories(await trainHere(theJob, data));
    for (const cut of [3, 7, 8, 15, 29, 30, 36, 50]) {
      const before = await trainHere(theJob, data, { blockLimit: () => 1, stopAfterBlocks: cut });
      const saved = checkpoints(before);
      const runs = theJob.runs.map((one) => ({ ...one, checkpoint: saved.get(one.runId)?.state ?? null }));
      expect(stories([...before, ...(await trainHere({ ...theJob, runs }, data))])).toEqual(whole);
    }
  });

  it('counts the samples it has seen', async () => {
    const told = stories(await trainHere(theJob, data)).get('run-0');
    // 7 of one row, 8 of 20, then the 13 rows left of the first epoch in one batch, epochs of 5 batches of 32 and one of 20 rows.
    const at20 = 7 + 160 + 13 + 4 * 32;
    expect(told?.evaluations.map(({ samples }) => samples).slice(0, 2)).toEqual([0, at20]);
  });

  it('until the change is the run without it', async () => {
    const plain = stories(await trainHere({ ...theJob, laterBatches: [] }, data)).get('run-0');
    const changed = stories(await trainHere(theJob, data)).get('run-0');
    expect(changed?.metrics.loss.slice(0, 7)).toEqual(plain?.metrics.loss.slice(0, 7));
    expect(changed?.metrics.loss.slice(8, 20)).not.toEqual(plain?.metrics.loss.slice(8, 20));
  });
});

/** Weights of a linear model after the job's updates. */
async function weightsAfter(changes: Parameters<typeof job>[0], data: PreparedData, updates: number): Promise<readonly number[]> {
  const theJob = job({ evaluateAt: [], ...changes, updates: updates + 1 });
  const events = await trainHere(theJob, data, { blockLimit: () => 1, stopAfterBlocks: updates });
  const bytes = checkpoints(events).get('run-0')?.state ?? new Uint8Array(0);
  return [...decodeCheckpoint('run-0', bytes, [3]).parameters[0]];
}

describe('an incomplete batch', () => {
  // 50 rows in batches of 32: one whole batch and one of 18 rows.
  const data = valueData(60, 50);
  const linear = model([2, 1], 'meanSquaredError');
  const runs = [run(0, { momentum: 0, learningRate: 0.1 })];

  it('weighted by its size makes every sample count the same', async () => {
    // Plain gradient descent by hand, each sample with weight 1 / 32.
    const feed = batchFeed(job({ model: linear, remainder: 'weightBySize' }), runs, engineData(data), () => 1);
    const { order } = feed.fill(0, 2);
    const weights = [...initialWeights(linear, 1, 0)[0]];
    const { features, target } = data.table;
    for (const [update, size] of [32, 18].entries()) {
      const gradient = [0, 0, 0];
      for (let index = 0; index < size; index++) {
        const row = order[update * 32 + index];
        const input = [features[2 * row], features[2 * row + 1], 1];
        const value = target.kind === 'value' ? target.values[row] : NaN;
        const error = input.reduce((sum, x, at) => sum + x * weights[at], 0) - value;
        input.forEach((x, at) => (gradient[at] += (2 * error * x) / 32));
      }
      gradient.forEach((slope, at) => (weights[at] -= 0.1 * slope));
    }
    const weighted = await weightsAfter({ model: linear, remainder: 'weightBySize', runs }, data, 2);
    weighted.forEach((weight, at) => expect(weight).toBeCloseTo(weights[at], 5));
    const kept = await weightsAfter({ model: linear, remainder: 'keep', runs }, data, 2);
    expect(Math.abs(kept[0] - weights[0])).toBeGreaterThan(1e-3);
  });

  it('reports the norm of its mean gradient, however it is weighted', async () => {
    const first = async (remainder: 'keep' | 'weightBySize') =>
      stories(await trainHere(job({ model: linear, remainder, runs, updates: 2, evaluateAt: [] }), data)).get('run-0')?.metrics
        .gradientNorm;
    const [kept, weighted] = [await first('keep'), await first('weightBySize')];
    expect(kept?.[1]).toBeGreaterThan(0);
    expect(weighted?.[1]).toBeCloseTo(kept?.[1] ?? NaN, 4);
  });
});

describe('a batch that does not fit in memory', () => {
  const small = 3000;
  for (const { name, changes, data } of [
    { name: 'classes, ragged batches', changes: { model: model([2, 20, 3]), batchSize: 37 }, data: classData(120, 100) },
    {
      name: 'values, whole batches',
      changes: { model: model([2, 20, 1], 'meanSquaredError', 'tanh'), batchSize: 50 },
      data: valueData(120, 100),
    },
    { name: 'many inputs and Adam', changes: { model: model([70, 8, 3]), batchSize: 40 }, data: classData(120, 100, 70) },
  ] as const) {
    it(`is trained in parts with the same result: ${name}`, async () => {
      const kind = changes.batchSize === 40 ? 'adam' : 'sgd';
      const theJob = job({
        ...changes,
        remainder: 'keep',
        runs: [run(0, { kind, learningRate: 0.01 }), run(1, { kind, learningRate: 0.02 })],
      });
      expect(partsOf(graphModel(theJob.model), theJob.batchSize, small).count).toBeGreaterThan(1);
      const cache = new ExecutableCache();
      const trained = async (mostBytes: number) => {
        const stack = Stack.open(
          theJob,
          theJob.runs,
          engineData(data),
          jobStarts(theJob, onnxMethod(engineData(data), cache)),
          cache,
          mostBytes,
        );
        return stack.train(stack.state, 0, 20);
      };
      const [whole, parts] = [await trained(Infinity), await trained(small)];
      const close = (actual: ArrayLike<number>, expected: ArrayLike<number>): void => {
        expect(actual).toHaveLength(expected.length);
        const scale = Math.max(...Array.from(expected, Math.abs));
        Array.from(actual, (value, index) => expect(Math.abs(value - expected[index])).toBeLessThan(1e-4 * scale));
      };
      whole.state.parameters.forEach((value, index) => close(floatData(parts.state.parameters[index]), floatData(value)));
      for (const metric of ['loss', 'accuracy', 'gradientNorm'] as const) {
        whole.metrics[metric].forEach((column, index) => close(parts.metrics[metric][index], column));
      }
    });
  }

  it('is told of, once for each size that is worked through in parts', async () => {
    const shape = model([2, 20, 3]);
    const bytes = 200 * (2 + 20 + 3) * 4 * 2;
    const sizes = { model: shape, batchSize: 50, laterBatches: [200, 2000].map((size, index) => ({ fromUpdate: 10 * (index + 1), size })) };
    const notices = partsNotices(sizes, 400, bytes / 2);
    expect(notices).toEqual([
      { kind: 'parts', batchSize: 200, parts: 2, rows: 100, needsBytes: bytes, mostBytes: bytes / 2 },
      { kind: 'parts', batchSize: 400, parts: 4, rows: 100, needsBytes: 2 * bytes, mostBytes: bytes / 2 },
    ]);
    // As large as no batch here is: what the engine itself says of it, and when the trainer passes it on.
    const data = engineData(classData(120, 100));
    const method = onnxMethod({ ...data, split: { ...data.split, train: new Int32Array(900_000) } }, new ExecutableCache());
    const large = method.notices?.(job({ batchSize: 900_000 })) ?? [];
    expect(large).toMatchObject([{ kind: 'parts', batchSize: 900_000, parts: 2, rows: 450_000 }]);
    expect(method.notices?.(job({ batchSize: 100 }))).toEqual([]);
    const events = await trainWith({ ...onnxMethod(data, new ExecutableCache()), notices: () => large }, job());
    expect(events[0]).toEqual({ kind: 'notice', jobId: 'job', notice: large[0] });
  });

  it('is left whole where it fits, and where statistics are those of the whole batch', () => {
    const shape = graphModel(model([2, 20, 3]));
    expect(partsOf(shape, 1000)).toEqual({ count: 1, rows: 1000 });
    const normalised = { ...shape, layers: [{ kind: 'batchNorm', momentum: 0.1, epsilon: 1e-5, ghostSize: null }] as const };
    expect(partsOf(normalised, 1000, small)).toEqual({ count: 1, rows: 1000 });
  });
});

describe('draws with replacement', () => {
  it('are trained on as they were drawn', async () => {
    const data = classData(60, 50);
    const shuffled = job({ batchSize: 8, updates: 14, evaluateAt: [] });
    const drawn = { ...shuffled, sampling: 'replacement' } as const;
    const { order } = batchFeed(drawn, drawn.runs, engineData(data), () => 1).fill(0, 6);
    expect(new Set(order).size).toBeLessThan(45);
    const [one, other] = [stories(await trainHere(shuffled, data)), stories(await trainHere(drawn, data))];
    expect(other.get('run-0')?.metrics.loss).not.toEqual(one.get('run-0')?.metrics.loss);
    expect(stories(await trainHere(drawn, data, { blockLimit: () => 3 }))).toEqual(other);
  });
});

describe('smoothed labels', () => {
  it('give the cross-entropy with (1 - s) of the class and s / C of every class', async () => {
    const data = classData(60, 50);
    const theJob = job({ model: model([2, 3]), labelSmoothing: 0.3, batchSize: 50, updates: 1, evaluateAt: [0, 1] });
    const story = stories(await trainHere(theJob, data)).get('run-0');
    const [weights] = initialWeights(theJob.model, 1, 0);
    let loss = 0;
    const gradient = new Float64Array(9);
    for (const row of data.split.train) {
      const input = [data.table.features[2 * row], data.table.features[2 * row + 1], 1];
      const logits = [0, 1, 2].map((output) => input.reduce((sum, x, at) => sum + x * weights[at * 3 + output], 0));
      const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
      logits.forEach((logit, output) => {
        const target = (output === row % 3 ? 0.7 : 0) + 0.1;
        loss -= (target * (logit - total)) / 50;
        input.forEach((x, at) => (gradient[at * 3 + output] += ((Math.exp(logit - total) - target) * x) / 50));
      });
    }
    expect(story?.metrics.loss[0]).toBeCloseTo(loss, 5);
    expect(story?.metrics.gradientNorm[0]).toBeCloseTo(Math.hypot(...gradient), 5);
    // Evaluations stay plain cross-entropy, so that conditions can be compared.
    expect(story?.evaluations[0].train.loss).not.toBeCloseTo(loss, 3);
  });
});
