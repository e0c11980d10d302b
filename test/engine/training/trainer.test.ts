/** What a job does to its runs: updates that can be checked by hand, evaluations, divergence, budgets. */
import { describe, expect, it } from 'vitest';
import type { PreparedData } from '#core/data/table';
import type { EngineEvent } from '#lab/ports/engines';
import { initialWeights } from '#engine/initial-weights';
import { ExecutableCache } from '#engine/onnx/session';
import { checkpoints, classData, job, model, run, stories, trainHere, valueData } from '#test/engine/support/jobs';
import { decodeCheckpoint } from '#engine/training/checkpoint';

/** One neuron y = w x + b with the rows (1, 2) and (3, 1): gradients can be written down. */
const line: PreparedData = {
  table: {
    features: Float32Array.of(1, 3),
    featureNames: ['x'],
    rows: 2,
    target: { kind: 'value', name: 'y', values: Float32Array.of(2, 1) },
  },
  split: { train: Int32Array.of(0, 1), validation: new Int32Array(0), test: new Int32Array(0) },
};
const neuron = model([1, 1], 'meanSquaredError');

/** Weights after the job's updates, read from the checkpoint of a stop. */
async function weightsAfter(changes: Parameters<typeof job>[0], data: PreparedData): Promise<readonly number[]> {
  const theJob = job({ evaluateAt: [], ...changes });
  const events = await trainHere({ ...theJob, updates: theJob.updates + 1 }, data, {
    blockLimit: () => 1,
    stopAfterBlocks: theJob.updates,
  });
  const saved = checkpoints(events).get('run-0');
  if (saved === undefined) throw new Error('no checkpoint');
  expect(saved.update).toBe(theJob.updates);
  const { inputs, outputs } = theJob.model;
  return [...decodeCheckpoint('run-0', saved.state, [outputs * (inputs + 1)]).parameters[0]];
}

/** The same by hand: gradient descent on the mean of the squared errors of both rows. */
function byHand(updates: number, rate: number, momentum: number, nesterov: boolean, decay: number): readonly number[] {
  let [w, b, velocityW, velocityB] = [initialWeights(neuron, 1, 0)[0][0], 0, 0, 0];
  for (let update = 0; update < updates; update++) {
    const [error0, error1] = [w * 1 + b - 2, w * 3 + b - 1];
    const gradientW = error0 * 1 + error1 * 3 + decay * w;
    const gradientB = error0 + error1 + decay * b;
    velocityW = momentum * velocityW + gradientW;
    velocityB = momentum * velocityB + gradientB;
    w -= rate * (nesterov ? gradientW + momentum * velocityW : velocityW);
    b -= rate * (nesterov ? gradientB + momentum * velocityB : velocityB);
  }
  return [w, b];
}

describe('one neuron', () => {
  for (const { name, momentum, nesterov, decay } of [
    { name: 'gradient descent', momentum: 0, nesterov: false, decay: 0 },
    { name: 'momentum', momentum: 0.9, nesterov: false, decay: 0 },
    { name: 'Nesterov momentum', momentum: 0.9, nesterov: true, decay: 0 },
    { name: 'weight decay', momentum: 0, nesterov: false, decay: 0.1 },
    { name: 'Nesterov momentum and weight decay', momentum: 0.8, nesterov: true, decay: 0.1 },
  ]) {
    it(`moves as ${name} by hand says`, async () => {
      const runs = [run(0, { learningRate: 0.05, momentum, nesterov, weightDecay: decay })];
      for (const updates of [1, 2, 3, 10]) {
        const weights = await weightsAfter({ model: neuron, batchSize: 2, updates, runs }, line);
        const expected = byHand(updates, 0.05, momentum, nesterov, decay);
        weights.forEach((weight, index) => expect(weight).toBeCloseTo(expected[index], 5));
      }
    });
  }

  it('records loss and gradient norm of the weights before each update', async () => {
    const theJob = job({ model: neuron, batchSize: 2, updates: 1, evaluateAt: [0, 1], runs: [run(0)] });
    const story = stories(await trainHere(theJob, line)).get('run-0');
    const w = initialWeights(neuron, 1, 0)[0][0];
    const [error0, error1] = [w - 2, 3 * w - 1];
    expect(story?.metrics.loss[0]).toBeCloseTo((error0 ** 2 + error1 ** 2) / 2, 5);
    expect(story?.metrics.gradientNorm[0]).toBeCloseTo(Math.hypot(error0 + 3 * error1, error0 + error1), 5);
    expect(Object.keys(story?.metrics ?? {})).toEqual(['loss', 'gradientNorm']);
    expect(story?.evaluations[0].recent).toBeNull();
    expect(story?.evaluations[1].recent).toEqual({
      loss: story?.metrics.loss[0],
      accuracy: NaN,
      gradientNorm: story?.metrics.gradientNorm[0],
    });
  });
});

describe('a batch of all rows', () => {
  it('is gradient descent: its order does not matter beyond rounding', async () => {
    const whole = await weightsAfter({ model: neuron, batchSize: 2, updates: 20, seed: 1 }, line);
    const larger = await weightsAfter({ model: neuron, batchSize: 1000, updates: 20, seed: 1 }, line);
    expect(larger).toEqual(whole);
    const expected = byHand(20, 0.05, 0.9, false, 0);
    whole.forEach((weight, index) => expect(weight).toBeCloseTo(expected[index], 4));
  });
});

/** Scores of every split, worked out one row at a time from the parameters in a checkpoint. */
function forward(parameters: readonly Float32Array[], sizes: readonly number[], input: readonly number[]): readonly number[] {
  let values = input;
  parameters.forEach((array, layer) => {
    const outputs = sizes[layer + 1];
    const extended = [...values, 1];
    const sums = Array.from({ length: outputs }, (_, output) =>
      extended.reduce((sum, value, index) => sum + value * array[index * outputs + output], 0),
    );
    values = layer === parameters.length - 1 ? sums : sums.map((sum) => Math.max(0, sum));
  });
  return values;
}

describe('an evaluation', () => {
  it('equals a loop over single samples', async () => {
    const sizes = [2, 9, 3];
    const data = classData(70, 50);
    const theJob = job({ model: model(sizes), updates: 41, evaluateAt: [40], runs: [run(0), run(1)] });
    const events = await trainHere(theJob, data, { blockLimit: () => 1, stopAfterBlocks: 40 });
    for (const [runId, story] of stories(events)) {
      const saved = checkpoints(events).get(runId);
      const { parameters } = decodeCheckpoint(runId, saved?.state ?? new Uint8Array(0), [27, 30]);
      for (const split of ['train', 'validation', 'test'] as const) {
        let loss = 0;
        let correct = 0;
        for (const row of data.split[split]) {
          const logits = forward(parameters, sizes, [...data.table.features.subarray(row * 2, row * 2 + 2)]);
          const label = row % 3;
          loss += Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[label];
          if (logits.indexOf(Math.max(...logits)) === label) correct++;
        }
        const rows = data.split[split].length;
        expect(story.evaluations[0][split]?.loss).toBeCloseTo(loss / rows, 5);
        expect(story.evaluations[0][split]?.score).toBe(correct / rows);
      }
      const all = parameters.flatMap((array) => [...array]);
      const start = initialWeights(theJob.model, 1, Number(runId.slice(-1))).flatMap((array) => [...array]);
      expect(story.evaluations[0].weightNorm).toBeCloseTo(Math.hypot(...all), 10);
      expect(story.evaluations[0].weightDistance).toBeCloseTo(Math.hypot(...all.map((value, index) => value - start[index])), 10);
    }
  });

  it('gives R squared for values, the same in one chunk or several', async () => {
    const data = valueData(2600, 2500);
    const theJob = job({
      model: model([2, 1], 'meanSquaredError'),
      batchSize: 100,
      updates: 100,
      evaluateAt: [100],
      runs: [run(0, { learningRate: 0.05, momentum: 0 })],
    });
    const [evaluation] = stories(await trainHere(theJob, data)).get('run-0')?.evaluations ?? [];
    const values = [...data.table.features.keys()]
      .slice(0, 2500)
      .map((row) => (data.table.target.kind === 'value' ? data.table.target.values[row] : NaN));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(evaluation.train.score).toBeCloseTo(1 - evaluation.train.loss / variance, 10);
    expect(evaluation.train.score).toBeGreaterThan(0.99);
  });

  it('counts samples and epochs, dropped remainders left out', async () => {
    const data = classData(70, 50);
    const at = { updates: 9, evaluateAt: [0, 7, 9] };
    const kept = stories(await trainHere(job({ batchSize: 8, ...at }), data)).get('run-0')?.evaluations;
    expect(kept?.map(({ samples, epoch }) => [samples, epoch])).toEqual([
      [0, 0],
      [50, 1],
      [66, 66 / 50],
    ]);
    const dropped = stories(await trainHere(job({ batchSize: 8, remainder: 'drop', ...at }), data)).get('run-0')?.evaluations;
    expect(dropped?.map(({ samples }) => samples)).toEqual([0, 48 + 8, 48 + 24]);
  });
});

describe('a run that diverges', () => {
  const data = valueData(60, 50);
  const wild = run(1, { learningRate: 30 });
  const theJob = job({
    model: model([2, 6, 1], 'meanSquaredError'),
    batchSize: 8,
    updates: 200,
    evaluateAt: [0, 100, 200],
    runs: [run(0, { learningRate: 0.01 }), wild, run(2, { learningRate: 0.01 })],
  });

  it('ends there and leaves the others as they would be without it', async () => {
    const told = stories(await trainHere(theJob, data));
    const calm = stories(await trainHere({ ...theJob, runs: [theJob.runs[0], theJob.runs[2]] }, data));
    expect(told.get('run-0')).toEqual(calm.get('run-0'));
    expect(told.get('run-2')).toEqual(calm.get('run-2'));
    const story = told.get('run-1');
    expect(story?.outcome?.status).toBe('diverged');
    const end = story?.outcome?.update ?? NaN;
    expect(end).toBeLessThan(200);
    expect(story?.metrics.loss).toHaveLength(end + 1);
    expect(story?.metrics.loss.slice(0, end).every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(story?.metrics.loss[end]) && Number.isFinite(story?.metrics.gradientNorm[end])).toBe(false);
    expect(story?.evaluations.at(-1)?.update).toBe(end);
  });

  it('is the same alone and in any blocks', async () => {
    const told = stories(await trainHere(theJob, data)).get('run-1');
    for (const length of [1, 3, 50]) {
      const alone = stories(await trainHere({ ...theJob, runs: [wild] }, data, { blockLimit: () => length })).get('run-1');
      expect(alone).toEqual(told);
    }
  });

  it('completes the job when it was the last', async () => {
    const events = await trainHere({ ...theJob, runs: [wild] }, data);
    expect(events.map((event) => event.kind).slice(-3)).toEqual(['progress', 'outcome', 'ended']);
    expect(events.at(-1)).toEqual({ kind: 'ended', jobId: 'job', how: 'completed' });
  });
});

describe('a budget of time', () => {
  it('ends the run with a last evaluation', async () => {
    const events = await trainHere(job({ updates: 1e8, seconds: 0.05, evaluateAt: [0] }), classData(60, 50));
    const outcome = events.find((event): event is EngineEvent & { kind: 'outcome' } => event.kind === 'outcome')?.runs[0];
    expect(outcome?.status).toBe('finished');
    expect(outcome?.seconds).toBeGreaterThanOrEqual(0.05);
    expect(outcome?.update).toBeLessThan(1e8);
    expect(
      stories(events)
        .get('run-0')
        ?.evaluations.map(({ update }) => update),
    ).toEqual([0, outcome?.update]);
  });
});

describe('compiled graphs', () => {
  it('are kept for the next job and bounded in number', async () => {
    const cache = new ExecutableCache(4);
    const data = classData(60, 50);
    for (let round = 0; round < 3; round++) await trainHere(job(), data, { cache });
    expect(cache.size).toBe(2);
    for (let units = 1; units < 8; units++) await trainHere(job({ model: model([2, units, 3]) }), data, { cache });
    expect(cache.size).toBe(4);
    const again = stories(await trainHere(job(), data, { cache }));
    expect(again).toEqual(stories(await trainHere(job(), data)));
  });
});
