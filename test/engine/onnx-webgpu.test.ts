/** The graphics engine, on the software Vulkan device that comes inside the headless-Chromium package. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CostModel } from '#engine/cost-model';
import { reasonOf } from '#engine/onnx/onnx-engine';
import { greet } from '#engine/process/greeting';
import { nodeProcess } from '#engine/process/node-process';
import { enginePool } from '#engine/process/pool';
import type { StartProcess } from '#engine/process/protocol';
import { OPTIMIZER_KINDS } from '#core/experiment/optimizers';
import type { LayerSpec } from '#core/experiment/spec';
import type { EngineEvent, EnginePool, TrainingJob } from '#lab/ports/engines';
import { worstDifference } from '#test/engine/support/compare';
import { checkpoints, classData, job, model, run, stories, trainHere, valueData } from '#test/engine/support/jobs';
import { imageModel, NETWORKS } from '#test/engine/support/networks';
import { hasSoftwareVulkan, softwareVulkanProcess } from '#test/support/software-vulkan';

/** The long tables too, which take minutes on a device of software. */
const isSoak = process.env.BATCHLAB_SOAK === '1';

describe.skipIf(!hasSoftwareVulkan)('the WebGPU engine on the software device', () => {
  let startProcess: StartProcess;
  let pool: EnginePool;

  beforeAll(async () => {
    startProcess = await softwareVulkanProcess();
    const costs = new CostModel();
    pool = enginePool({ engine: 'onnx-webgpu', startProcess, places: 1, version: 'test', device: 'software', costs, startSeconds: 0.3 });
  });
  afterAll(() => pool.close());

  const train = (theJob: TrainingJob): Promise<readonly EngineEvent[]> =>
    new Promise((resolve) => {
      const events: EngineEvent[] = [];
      pool.start(theJob, (event) => {
        events.push(event);
        if (event.kind === 'ended' || event.kind === 'failed') resolve(events);
      });
    });

  it('greets with its device', async () => {
    const greeting = await greet(startProcess, 'onnx-webgpu');
    expect(greeting).toMatchObject({ isOnCpu: false, device: 'the graphics device, through WebGPU on Vulkan' });
  }, 30_000);

  const classes = classData(120, 100);
  const values = valueData(90, 75);
  const pairs = classData(90, 60, 2, 2);
  const adam = run(0, {
    kind: 'adam',
    learningRate: 0.01,
    momentum: 0,
    clipNorm: 0.5,
    schedule: { warmUp: 10, course: { kind: 'constant' } },
  });
  const cases: readonly (readonly [string, TrainingJob, typeof classes])[] = [
    ['a stack with momentum', job({ model: model([2, 16, 3]), runs: [run(0), run(1, { learningRate: 0.02 })] }), classes],
    [
      'batches of one row, Nesterov momentum, weight decay, two layers',
      job({ model: model([2, 8, 6, 3], 'crossEntropy', 'tanh'), batchSize: 1, runs: [run(0, { nesterov: true, weightDecay: 0.01 })] }),
      classes,
    ],
    [
      'values, a smaller last batch, no momentum',
      job({ model: model([2, 8, 1], 'meanSquaredError', 'sigmoid'), runs: [run(3, { momentum: 0 })] }),
      values,
    ],
    ['Adam with a warm-up and clipped gradients', job({ model: model([2, 8, 3]), runs: [adam] }), classes],
    ['large layers', job({ model: model([2, 256, 256, 3]), runs: [run(0, { learningRate: 0.01 })] }), classes],
    [
      'the noise scale of the gradient',
      job({ model: model([2, 8, 3]), runs: [run(0), run(1)], noiseScale: { smallBatch: 5, largeBatch: 40, pairs: 4 } }),
      classes,
    ],
    ['the full batch, no hidden layer', job({ model: model([2, 3]), batchSize: 100 }), classes],
  ];
  it.each(cases)(
    'trains like the CPU for 50 updates: %s',
    async (name, theJob, data) => {
      const short = { ...theJob, id: name, dataId: name, updates: name === 'large layers' ? 4 : 50, evaluateAt: [0, 4, 25, 50] };
      pool.provide(name, data);
      const onDevice = await train(short);
      expect(onDevice.at(-1)).toEqual({ kind: 'ended', jobId: name, how: 'completed' });
      expect(worstDifference(stories(await trainHere(short, data)), stories(onDevice))).toBeLessThan(1e-3);
    },
    60_000,
  );

  const images = classData(60, 44, 60);
  const halved = { warmUp: 0, course: { kind: 'step', every: 20, decay: 0.5 } } as const;
  /** Every layer with gradient descent, and every optimizer on a residual block and a logistic head. */
  const table: readonly (readonly [string, TrainingJob, typeof classes])[] = [
    ...Object.entries(NETWORKS).map(([name, layers]) => {
      const runs = [run(0, { learningRate: 0.01, momentum: 0.5 })];
      return [name, job({ model: imageModel(layers), batchSize: 8, runs }), images] as const;
    }),
    [
      'single images',
      job({ model: imageModel(NETWORKS['convolutions with zeros around']), batchSize: 1, runs: [run(0, { learningRate: 0.01 })] }),
      images,
    ],
    ...OPTIMIZER_KINDS.map((kind) => {
      const runs = [run(0, { kind, learningRate: 0.005, weightDecay: 0.01, clipNorm: 1, schedule: halved })];
      const layers: readonly LayerSpec[] = [
        ...model([2, 6, 1]).layers,
        { kind: 'residual', layers: [{ kind: 'dense', units: 6, activation: 'tanh' }], activation: 'relu' },
      ];
      return [
        `${kind}, a residual block, a logistic head`,
        job({ model: { ...model([2, 1], 'binaryCrossEntropy'), layers }, batchSize: 7, runs }),
        pairs,
      ] as const;
    }),
  ];
  /** Rows that together meet every kind of layer, and the optimizers that keep most. */
  const isQuick = (name: string): boolean => name === 'everything at once' || name === 'single images' || /^(lamb|rmsprop),/.test(name);
  it.each(table.filter(([name]) => isSoak || isQuick(name)))(
    'trains every layer and optimizer like the CPU for 50 updates: %s',
    async (name, theJob, data) => {
      const short = { ...theJob, id: name, dataId: name, updates: 50, evaluateAt: [0, 50] };
      pool.provide(name, data);
      const onDevice = await train(short);
      expect(onDevice.at(-1)).toEqual({ kind: 'ended', jobId: name, how: 'completed' });
      expect(worstDifference(stories(await trainHere(short, data)), stories(onDevice))).toBeLessThan(1e-3);
    },
    120_000,
  );

  it.runIf(isSoak)(
    'stops a job of slow updates long before it is done',
    async () => {
      const layers: readonly LayerSpec[] = [
        { kind: 'conv2d', filters: 16, kernel: 3, stride: 1, padding: 'same', activation: 'relu' },
        ...model([60, 256, 3]).layers,
      ];
      const slow = job({ id: 'slow', dataId: 'slow', model: imageModel(layers), batchSize: 44, updates: 1_000_000, evaluateAt: [0] });
      pool.provide('slow', images);
      let isAsked = false;
      const events = await new Promise<readonly EngineEvent[]>((resolve) => {
        const heard: EngineEvent[] = [];
        const running = pool.start(slow, (event) => {
          heard.push(event);
          const isTraining = event.kind === 'progress' && event.update > 0;
          if (isTraining && !isAsked) {
            isAsked = true;
            running.stop();
          }
          if (event.kind === 'ended' || event.kind === 'failed') resolve(heard);
        });
      });
      expect(events.at(-1)).toEqual({ kind: 'ended', jobId: 'slow', how: 'stopped' });
    },
    60_000,
  );

  it('goes on from a checkpoint of its own as if it had not stopped', async () => {
    const theJob = job({ id: 'whole', updates: 80, evaluateAt: [0, 80], model: model([2, 8, 3]) });
    pool.provide('data', classes);
    const whole = await train(theJob);
    const stopped = await new Promise<readonly EngineEvent[]>((resolve) => {
      const events: EngineEvent[] = [];
      const running = pool.start({ ...theJob, id: 'cut' }, (event) => {
        events.push(event);
        if (event.kind === 'progress') running.stop();
        if (event.kind === 'ended') resolve(events);
      });
    });
    expect(stopped.at(-1)).toEqual({ kind: 'ended', jobId: 'cut', how: 'stopped' });
    const saved = checkpoints(stopped).get('run-0');
    expect(saved?.update).toBeGreaterThan(0);
    const rest = await train({ ...theJob, id: 'rest', runs: [run(0, { checkpoint: saved?.state ?? null })] });
    expect(stories(rest).get('run-0')?.outcome).toEqual(stories(whole).get('run-0')?.outcome);
  }, 60_000);
});

describe('a graphics engine that is not there', () => {
  it.runIf(process.platform === 'linux')(
    'says so in plain words, from a process of its own',
    async () => {
      const blind = nodeProcess(undefined, { VK_ICD_FILENAMES: '/nowhere/icd.json' });
      await expect(greet(blind, 'onnx-webgpu')).rejects.toMatchObject({
        failure: { kind: 'engineUnavailable', reason: expect.stringMatching(/no graphics device was found through Vulkan/) as string },
      });
    },
    30_000,
  );

  it('explains what is missing for each device', () => {
    expect(reasonOf('webgpu', 'Failed to get a WebGPU adapter: No supported adapters')).toMatch(/no graphics device was found/);
    expect(reasonOf('cuda', 'Append Cuda: Failed to load shared library')).toMatch(/CUDA libraries are not installed/);
    expect(reasonOf('webgpu', 'something else')).toBe('ONNX Runtime could not compute on it: something else.');
  });
});
