/** The gradient noise scale of a run that trains: the right number, the same however the run is trained, and no trace of it in the weights. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerSpec } from '#core/experiment/spec';
import type { ModelShape } from '#core/experiment/plan';
import type { NoiseMeasurement } from '#core/probes/noise-scale';
import type { EngineEvent, TrainingJob } from '#lab/ports/engines';
import { initialWeights } from '#engine/initial-weights';
import { openBackend } from '#engine/tfjs/backend';
import { tfjsData } from '#engine/tfjs/batch';
import { tfjsMethod } from '#engine/tfjs/tfjs-method';
import { checkpoints, classData, job, model, run, stories, trainHere, trainWith, valueData } from '#test/engine/support/jobs';
import { ask, trained } from '#test/engine/support/probing';

beforeAll(async () => {
  await openBackend();
});

const settings = { smallBatch: 4, largeBatch: 32, pairs: 12 };

function noises(events: readonly EngineEvent[], runId = 'run-0'): readonly (NoiseMeasurement | undefined)[] {
  return (
    stories(events)
      .get(runId)
      ?.evaluations.map(({ noise }) => noise) ?? []
  );
}

/** tr(S) and |G|^2 of a linear model with squared error, from its formula: the gradient of a row is 2 (w x + b - y) (x, 1). */
function linearNoise(data: ReturnType<typeof valueData>, weights: ArrayLike<number>): { trace: number; squaredNorm: number } {
  const { table, split } = data;
  const inputs = table.featureNames.length;
  const mean = new Float64Array(inputs + 1);
  let squares = 0;
  for (const row of split.train) {
    const x = [...table.features.subarray(row * inputs, (row + 1) * inputs), 1];
    const y = table.target.kind === 'value' ? table.target.values[row] : NaN;
    const residual = 2 * (x.reduce((sum, value, index) => sum + value * weights[index], 0) - y);
    x.forEach((value, index) => {
      mean[index] += (residual * value) / split.train.length;
      squares += (residual * value) ** 2 / split.train.length;
    });
  }
  const squaredNorm = mean.reduce((sum, value) => sum + value ** 2, 0);
  return { trace: squares - squaredNorm, squaredNorm };
}

describe('the noise scale of a linear model', () => {
  it('has an unbiased numerator and denominator, whatever the two sizes', async () => {
    const data = valueData(420, 400, 3);
    const linear = model([3, 1], 'meanSquaredError');
    const exact = linearNoise(data, initialWeights(linear, 1, 0)[0]);
    for (const [smallBatch, largeBatch] of [
      [1, 16],
      [8, 64],
      [7, 100],
    ]) {
      const noiseScale = { smallBatch, largeBatch, pairs: 1000 };
      const [noise] = noises(await trainHere(job({ model: linear, updates: 1, evaluateAt: [0, 1], noiseScale }), data));
      if (noise === undefined) throw new Error('the noise is measured');
      const name = `${String(smallBatch)} and ${String(largeBatch)}`;
      const errors = [noise.traceVariance, noise.squaredNormVariance].map((variance) => Math.sqrt(variance / 1000));
      expect(Math.abs(noise.trace - exact.trace), name).toBeLessThan(4 * errors[0]);
      expect(Math.abs(noise.squaredNorm - exact.squaredNorm), name).toBeLessThan(4 * errors[1]);
      // ... which says something: the errors are small.
      expect(errors[0] / exact.trace, name).toBeLessThan(0.04);
      expect(errors[1] / exact.squaredNorm, name).toBeLessThan(0.04);
      const ratio = noise.trace / noise.squaredNorm / (exact.trace / exact.squaredNorm);
      expect(Math.abs(ratio - 1), name).toBeLessThan(0.15);
    }
  });
});

describe('the noise scale of a network', () => {
  it('is within 15 % of the exact one at the weights of the evaluation', async () => {
    const data = classData(420, 400);
    const changes = { updates: 60, noiseScale: { smallBatch: 8, largeBatch: 128, pairs: 1000 } };
    const probed = await trained(model([2, 12, 3]), data, {}, changes);
    const { exact } = await ask(
      { kind: 'noiseScale', of: { runId: 'run', at: 'end' }, smallBatch: 8, largeBatch: 128, trials: 10 },
      probed,
    );
    const optimizer = probed.run.optimizer;
    const theJob = job({ model: model([2, 12, 3]), ...changes, evaluateAt: [60], runs: [run(0, { optimizer })] });
    const [noise] = noises(await trainHere(theJob, data));
    if (noise === undefined) throw new Error('the noise is measured');
    const [{ trace, fullSquaredNorm, noiseScale }] = exact;
    expect(Math.abs(noise.trace / noise.squaredNorm / noiseScale - 1)).toBeLessThan(0.15);
    expect(Math.abs(noise.trace - trace)).toBeLessThan(4 * Math.sqrt(noise.traceVariance / 1000));
    expect(Math.abs(noise.squaredNorm - fullSquaredNorm)).toBeLessThan(4 * Math.sqrt(noise.squaredNormVariance / 1000));
  });

  it('is what it is with the whole training set as the large batch, whose gradient is no estimate', async () => {
    const data = classData(120, 100);
    const noiseScale = { smallBatch: 10, largeBatch: 100, pairs: 4 };
    const [noise] = noises(await trainHere(job({ updates: 1, evaluateAt: [0, 1], noiseScale }), data));
    expect(noise?.squaredNormVariance).toBeLessThan(1e-9 * (noise?.squaredNorm ?? NaN) ** 2);
    expect(noise?.trace).toBeGreaterThan(0);
  });
});

const layers: readonly LayerSpec[] = [
  { kind: 'dense', units: 9, activation: 'relu' },
  { kind: 'dropout', rate: 0.3 },
];
const normalised: readonly LayerSpec[] = [
  { kind: 'dense', units: 9, activation: 'linear' },
  { kind: 'batchNorm', momentum: 0.9, epsilon: 1e-5, ghostSize: null },
];
const withLayers = (own: readonly LayerSpec[]): ModelShape => ({ ...model([2, 3]), layers: own });

describe('measuring it', () => {
  const data = classData(300, 250);
  const measured = job({
    model: withLayers(layers),
    runs: [run(0), run(1), run(2)],
    noiseScale: settings,
    updates: 30,
    evaluateAt: [0, 7, 20, 30],
  });

  it('happens at every evaluation, with other batches each time and for each run', async () => {
    const events = await trainHere(measured, data);
    const all = ['run-0', 'run-1', 'run-2'].flatMap((runId) => noises(events, runId));
    expect(all).toHaveLength(12);
    expect(new Set(all.map((noise) => noise?.trace)).size).toBe(12);
    expect(all.every((noise) => noise?.pairs === 12)).toBe(true);
    const { noiseScale, ...without } = measured;
    expect(noiseScale).toEqual(settings);
    expect(noises(await trainHere(without, data))).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('gives the same numbers alone, stacked otherwise, in other blocks, and stopped and resumed', async () => {
    const whole = stories(await trainHere(measured, data));
    for (const theJob of [
      { ...measured, runs: [measured.runs[1]] },
      { ...measured, mostStacked: 2 },
    ]) {
      for (const [runId, story] of stories(await trainHere(theJob, data))) expect(story).toEqual(whole.get(runId));
    }
    for (const [runId, story] of stories(await trainHere(measured, data, { blockLimit: () => 3 }))) expect(story).toEqual(whole.get(runId));

    const first = await trainHere(measured, data, { blockLimit: () => 5, stopAfterBlocks: 3 });
    const kept = checkpoints(first);
    const runs = measured.runs.map((one) => ({ ...one, checkpoint: kept.get(one.runId)?.state ?? null }));
    const second = stories(await trainHere({ ...measured, runs }, data));
    for (const [runId, story] of stories(first)) {
      const rest = second.get(runId);
      expect([...story.evaluations, ...(rest?.evaluations ?? [])]).toEqual(whole.get(runId)?.evaluations);
      expect(rest?.outcome).toEqual(whole.get(runId)?.outcome);
    }
  });

  it.each([
    ['a dense network', model([2, 9, 3])],
    ['dropout', withLayers(layers)],
    ['batch normalisation', withLayers(normalised)],
  ])('leaves the weights of %s as they are without it, to the bit', async (_, shape) => {
    const theJob: TrainingJob = { ...measured, model: shape };
    const { noiseScale, ...without } = theJob;
    expect(noiseScale).toEqual(settings);
    const [own, bare] = [stories(await trainHere(theJob, data)), stories(await trainHere(without, data))];
    for (const [runId, { metrics, outcome }] of bare) {
      expect(own.get(runId)?.outcome).toEqual(outcome);
      expect(own.get(runId)?.metrics).toEqual(metrics);
    }
  });

  it.each([
    ['dropout', layers],
    ['batch normalisation', normalised],
  ])('gives the same numbers on TensorFlow.js, with %s', async (_, own) => {
    const theJob = { ...measured, model: withLayers(own), updates: 3, evaluateAt: [0, 3] };
    const [here, there] = [await trainHere(theJob, data), await trainWith(tfjsMethod(tfjsData(data)), theJob)];
    for (const { runId } of theJob.runs) {
      const other = noises(there, runId);
      for (const [index, noise] of noises(here, runId).entries()) {
        const [mine, its] = [noise, other[index]].map((one) => [one?.trace ?? NaN, one?.squaredNorm ?? NaN, one?.traceVariance ?? NaN]);
        mine.forEach((value, place) => expect(Math.abs(its[place] / value - 1)).toBeLessThan(1e-3));
      }
    }
  });
});
