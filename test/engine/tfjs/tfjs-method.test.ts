/** Training with TensorFlow.js: goes on where it was, leaves no tensor behind, stops and decides as the other engine does. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PreparedData } from '#core/data/table';
import { NO_REDUCTIONS } from '#core/schedule/plateau';
import type { LayerSpec } from '#core/experiment/layers';
import type { EngineEvent, StackedRun, TrainingJob } from '#lab/ports/engines';
import { openBackend } from '#engine/tfjs/backend';
import { tfjsData } from '#engine/tfjs/batch';
import { checkMemory } from '#engine/tfjs/memory';
import { tfjsMethod } from '#engine/tfjs/tfjs-method';
import { worstDifference } from '#test/engine/support/compare';
import { checkpoints, classData, job, model, run, stories, trainHere, trainWith, valueData } from '#test/engine/support/jobs';
import { imageModel } from '#test/engine/support/networks';

const images = classData(60, 44, 60);
const points = classData(60, 44);
const values = valueData(60, 44);

function trainTfjs(
  theJob: TrainingJob,
  data: PreparedData,
  options: Parameters<typeof trainWith>[2] = {},
): Promise<readonly EngineEvent[]> {
  return trainWith(tfjsMethod(tfjsData(data)), theJob, options);
}

function resumed(runs: readonly StackedRun[], events: readonly EngineEvent[]): readonly StackedRun[] {
  const saved = checkpoints(events);
  return runs.map((one) => ({ ...one, checkpoint: saved.get(one.runId)?.state ?? null }));
}

beforeAll(async () => {
  await openBackend('wasm');
});

describe('a run trained by TensorFlow.js', () => {
  const runs = [run(0, { kind: 'adam', learningRate: 0.01, clipNorm: 1 }), run(1, { kind: 'adam', learningRate: 0.02 })];
  const layers: readonly LayerSpec[] = [
    { kind: 'batchNorm', momentum: 0.9, epsilon: 1e-3, ghostSize: 3 },
    { kind: 'conv2d', filters: 2, kernel: 3, stride: 2, padding: 'same', activation: 'relu' },
    { kind: 'dropout', rate: 0.25 },
  ];
  const theJob = job({ model: imageModel(layers), batchSize: 8, updates: 14, evaluateAt: [0, 7, 14], runs });

  it('is the same to the last bit alone, in any blocks and after a resume', async () => {
    const whole = stories(await trainTfjs(theJob, images));
    expect([...whole.values()].map((story) => story.outcome?.status)).toEqual(['finished', 'finished']);
    const before = await trainTfjs(theJob, images, { blockLimit: () => 3, stopAfterBlocks: 3 });
    expect(before.at(-1)).toEqual({ kind: 'ended', jobId: 'job', how: 'stopped' });
    const [first, second] = resumed(runs, before);
    const after = [...(await trainTfjs({ ...theJob, runs: [second] }, images)), ...(await trainTfjs({ ...theJob, runs: [first] }, images))];
    expect(stories([...before, ...after])).toEqual(whole);
  });

  it('leaves as many tensors after every block as there were before', async () => {
    const tensors: number[] = [];
    const bytes: number[] = [];
    const before = tf.memory();
    const blockLimit = (): number => {
      tensors.push(tf.memory().numTensors);
      bytes.push(tf.memory().numBytes);
      return 2;
    };
    await trainTfjs(theJob, images, { blockLimit });
    expect(tensors).toEqual(tensors.map(() => before.numTensors));
    expect(bytes).toEqual(bytes.map(() => before.numBytes));
    expect(tensors.length).toBeGreaterThan(5);
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });

  it('ends where it diverges, at the update at which the other engine ends', async () => {
    // Steps too long for a parabola: every update multiplies the distance, until a square has no place in float32.
    const steep = run(0, { learningRate: 1, momentum: 0 });
    const wild = job({
      model: model([2, 1], 'meanSquaredError'),
      batchSize: 44,
      updates: 200,
      evaluateAt: [0, 200],
      runs: [steep, run(1)],
    });
    const [one, other] = [stories(await trainTfjs(wild, values)), stories(await trainHere(wild, values))];
    const { update } = other.get('run-0')?.outcome ?? { update: 0 };
    expect(update).toBeGreaterThan(10);
    expect(one.get('run-0')?.outcome).toMatchObject({ status: 'diverged', update });
    expect(one.get('run-1')?.outcome?.status).toBe('finished');
    expect(tf.memory().numTensors).toBe(0);
  });

  it('does not go on from what another engine kept, and says which one can', async () => {
    const plain = job({ model: model([2, 3]), runs: [run(0)] });
    const begun = await trainHere(plain, points, { blockLimit: () => 5, stopAfterBlocks: 1 });
    const refused = trainTfjs({ ...plain, runs: resumed(plain.runs, begun) }, points);
    await expect(refused).rejects.toThrow(/begun by the engine onnx-cpu.*Choose onnx-cpu/);
    const own = await trainTfjs(plain, points, { blockLimit: () => 5, stopAfterBlocks: 1 });
    await expect(trainHere({ ...plain, runs: resumed(plain.runs, own) }, points)).rejects.toThrow(/begun by the engine tfjs/);
  });
});

describe('what an evaluation decides', () => {
  it('is the same on both engines: an early end, and a rate that falls on a plateau', async () => {
    const stopping = { patience: { metric: 'validation.loss', evaluations: 2, minimumChange: 0.001 }, target: null } as const;
    const course = { kind: 'plateau', metric: 'validation.loss', decay: 0.5, patience: 1, threshold: 0.001, least: 0.01 } as const;
    const schedule = { warmUp: 0, course: { ...course, reductions: NO_REDUCTIONS } };
    const runs = [run(0, { learningRate: 0.2, momentum: 0.5, stopping }), run(1, { learningRate: 0.2, momentum: 0.5, schedule })];
    const theJob = job({ batchSize: 7, updates: 80, evaluateAt: Array.from({ length: 17 }, (_, index) => index * 5), runs });
    const [one, other] = [await trainTfjs(theJob, points), await trainHere(theJob, points)];
    expect(worstDifference(stories(one), stories(other))).toBeLessThan(1e-4);
    expect(decisions(one)).toEqual(decisions(other));
    expect(decisions(one).map(({ what }) => what)).toEqual(expect.arrayContaining(['stopped', 'rateReduced']));
  });
});

interface Decision {
  readonly what: 'stopped' | 'rateReduced';
  readonly runId: string;
  readonly update: number;
}

/** What evaluations decided, in the order of updates. */
function decisions(events: readonly EngineEvent[]): readonly Decision[] {
  const made: Decision[] = [];
  for (const event of events) {
    if (event.kind === 'outcome') {
      for (const { stopped, runId, update } of event.runs) if (stopped !== undefined) made.push({ what: 'stopped', runId, update });
    }
    if (event.kind === 'notice' && event.notice.kind === 'rateReduced') {
      made.push({ what: 'rateReduced', runId: event.notice.runId, update: event.notice.update });
    }
  }
  return made.toSorted((one, other) => one.update - other.update);
}

describe('a batch that WebAssembly has no memory for', () => {
  it('is refused before anything trains, with a way out', () => {
    const large = job({ model: model([784, 4096, 10]), batchSize: 60_000 });
    expect(() => checkMemory(large)).toThrow(
      /a batch of 60000 rows takes about \d+\.\d GB .* onnx-cpu works through such batches in parts/,
    );
    expect(() => checkMemory({ ...large, batchSize: 1000 })).not.toThrow();
  });
});

describe('the backend', () => {
  it('is the one that is there, and says why it is not a faster one', async () => {
    const opened = await openBackend();
    expect(opened).toMatchObject({ name: 'wasm', words: 'WebAssembly' });
    expect(opened.note).toMatch(/^It does not use CUDA: .*\.$/);
    expect(tf.getBackend()).toBe('wasm');
  });

  it('is never replaced by another one', async () => {
    await expect(openBackend('tensorflow')).rejects.toThrow(/The engine tfjs cannot be used here: It does not use CUDA/);
  });
});
