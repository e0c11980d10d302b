/**
 * Two engines that share no formula end at the same weights: every layer, every optimizer, every option, every loss. `npm run soak` trains
 * every layer with every optimizer; otherwise each network meets one of them.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { PreparedData } from '#core/data/table';
import { layerSchema } from '#core/experiment/layers';
import { OPTIMIZER_KINDS, optimizerDefaults, type OptimizerKind, type OptimizerSettings } from '#core/experiment/optimizers';
import { CONSTANT_RATE, type RateSchedule } from '#core/schedule/learning-rate';
import type { TrainingJob } from '#lab/ports/engines';
import { onnxMethod } from '#engine/onnx/onnx-method';
import { ExecutableCache } from '#engine/onnx/session';
import { openBackend } from '#engine/tfjs/backend';
import { tfjsData } from '#engine/tfjs/batch';
import { tfjsMethod } from '#engine/tfjs/tfjs-method';
import { engineData } from '#engine/training/engine-data';
import { classData, job, model, run, valueData } from '#test/engine/support/jobs';
import { imageModel, NETWORKS } from '#test/engine/support/networks';
import { apart, learned } from '#test/engine/support/oracle';

const isSoak = process.env.BATCHLAB_SOAK === '1';
const TOLERANCE = 1e-4;
const cache = new ExecutableCache(200);

async function expectAgreement(theJob: TrainingJob, data: PreparedData): Promise<void> {
  const [one, other] = [await learned(onnxMethod(engineData(data), cache), theJob), await learned(tfjsMethod(tfjsData(data)), theJob)];
  expect(one.losses).toHaveLength(50);
  const difference = apart(one, other);
  expect(difference).toBeLessThan(TOLERANCE);
}

const cosine: RateSchedule = { warmUp: 5, course: { kind: 'cosine', total: 50, end: 0.1 } };
const steps: RateSchedule = { warmUp: 0, course: { kind: 'step', every: 20, decay: 0.5 } };

interface Options {
  readonly name: string;
  readonly settings: Partial<OptimizerSettings>;
  readonly schedule?: RateSchedule;
  readonly job?: Partial<TrainingJob>;
}

/** Options that have nothing to do with each other, several at once. */
const OPTIONS: readonly Options[] = [
  { name: 'plain', settings: {} },
  { name: 'momentum, clipped, warm-up and cosine', settings: { momentum: 0.9, clipNorm: 0.3 }, schedule: cosine },
  { name: 'weight decay, smoothed labels', settings: { momentum: 0.5, weightDecay: 0.05 }, job: { labelSmoothing: 0.1 } },
  {
    name: 'decay apart, with replacement, steps',
    settings: { weightDecay: 0.05, decoupled: true },
    schedule: steps,
    job: { sampling: 'replacement' },
  },
  { name: 'Nesterov, rest dropped', settings: { momentum: 0.9, nesterov: true }, job: { remainder: 'drop' } },
  {
    name: 'momentum, rest weighted, clipped, batches that change',
    settings: { momentum: 0.5, clipNorm: 0.2 },
    job: { remainder: 'weightBySize', laterBatches: [{ fromUpdate: 20, size: 4 }] },
  },
];

/** Small enough that fifty updates do not blow up what rounding makes of the first. */
const RATES: Readonly<Record<OptimizerKind, number>> = { sgd: 0.02, rmsprop: 0.0002, adam: 0.005, adamW: 0.005, lars: 1, lamb: 0.005 };

function jobOf(kind: OptimizerKind, { settings, schedule, job: changes }: Options, own: Partial<TrainingJob>): TrainingJob {
  const optimizer = { ...optimizerDefaults({ kind, learningRate: RATES[kind] }), ...settings };
  return job({ batchSize: 7, updates: 50, ...own, ...changes, runs: [run(0, { optimizer, schedule: schedule ?? CONSTANT_RATE })] });
}

const [SOME, OTHERS] = [
  ['sgd', 'adam', 'lars'],
  ['rmsprop', 'adamW', 'lamb'],
] as const;
/** Most networks are trained with some of the optimizers, for time; the first test sees to it that every layer meets all of them. */
const FEWER: Readonly<Record<string, readonly OptimizerKind[]>> = {
  'convolutions with zeros around': SOME,
  'a stride larger than its kernel': OTHERS,
  'average pooling side by side': SOME,
  'average pooling that overlaps': OTHERS,
  'residual blocks of units': SOME,
  'residual blocks on data and images': OTHERS,
  'max pooling side by side': SOME,
  'a relu ahead of max pooling': OTHERS,
  'max pooling that overlaps': OTHERS,
  'max pooling with gaps': SOME,
  'batch normalisation on data, images and units': SOME,
  'ghost batches': OTHERS,
  'everything at once': ['adam', 'lamb'],
};

function kindsFor(name: string): readonly OptimizerKind[] {
  return FEWER[name] ?? OPTIMIZER_KINDS;
}

/** The optimizers in turn from network to network. */
function trainedKinds(name: string, network: number): readonly OptimizerKind[] {
  const kinds = kindsFor(name);
  return isSoak ? kinds : [kinds[network % kinds.length]];
}

it('every kind of layer meets every optimizer', () => {
  const met = Object.entries(NETWORKS).flatMap(([name, layers]) =>
    layers.flatMap((layer) => kindsFor(name).map((kind) => `${layer.kind} with ${kind}`)),
  );
  const all = layerSchema.options.flatMap(({ shape }) => OPTIMIZER_KINDS.map((kind) => `${shape.kind.value} with ${kind}`));
  expect(all.filter((pair) => !met.includes(pair))).toEqual([]);
});

beforeAll(async () => {
  expect((await openBackend('wasm')).name).toBe('wasm');
});

describe('after fifty updates ONNX Runtime and TensorFlow.js agree to one part in ten thousand on', () => {
  const data = classData(24, 18, 60);
  Object.entries(NETWORKS).forEach(([name, layers], network) => {
    const kinds = trainedKinds(name, network);
    it(`${name}, with ${kinds.join(', ')}`, async () => {
      // A bias ahead of a normalisation has a derivative of zero, of which rounding leaves 1e-9 or so: a larger epsilon keeps optimizers
      // that divide by its size from making whole steps of it.
      const epsilon = layers.some((layer) => layer.kind === 'batchNorm') ? 1e-3 : 1e-8;
      for (const kind of kinds) {
        const options = OPTIONS[(network + OPTIMIZER_KINDS.indexOf(kind)) % OPTIONS.length];
        const all = { ...options, settings: { ...options.settings, epsilon } };
        await expectAgreement(jobOf(kind, all, { model: imageModel(layers) }), data);
      }
    });
  });

  for (const kind of OPTIMIZER_KINDS) {
    it(`${kind}, with every option`, async () => {
      const own = { model: model([2, 5, 3], 'crossEntropy', 'tanh') };
      for (const options of OPTIONS) await expectAgreement(jobOf(kind, options, own), classData(24, 18));
    });
  }

  const numbers: readonly (readonly [OptimizerKind, Partial<OptimizerSettings>])[] = [
    ['rmsprop', { smoothing: 0.9, epsilon: 1e-4, momentum: 0.3 }],
    ['adam', { beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }],
    ['adamW', { beta1: 0, beta2: 0.99, weightDecay: 0.1 }],
    ['lars', { trustCoefficient: 0.01, momentum: 0.9, weightDecay: 0.01 }],
    ['lamb', { beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1 }],
  ];
  for (const [kind, settings] of numbers) {
    it(`${kind} with ${Object.keys(settings).join(', ')} of its own`, async () => {
      await expectAgreement(jobOf(kind, { name: '', settings }, { model: model([2, 5, 3]) }), classData(24, 18));
    });
  }

  const courses: readonly RateSchedule['course'][] = [
    { kind: 'constant' },
    { kind: 'milestones', at: [10, 30], decay: 0.2 },
    { kind: 'exponential', every: 10, decay: 0.8 },
    { kind: 'polynomial', total: 50, end: 0.01, power: 2 },
    { kind: 'oneCycle', total: 50, rise: 0.3, startDivisor: 25, endDivisor: 1000 },
  ];
  for (const course of courses) {
    it(`a learning rate that is ${course.kind} after a warm-up, with momentum of every form`, async () => {
      for (const nesterov of [false, true]) {
        const options = { name: '', settings: { momentum: 0.9, nesterov, weightDecay: 0.01 }, schedule: { warmUp: 4, course } };
        await expectAgreement(jobOf('sgd', options, { model: model([2, 5, 3]) }), classData(24, 18));
      }
    });
  }

  for (const activation of ['relu', 'leakyRelu', 'tanh', 'sigmoid', 'gelu', 'linear'] as const) {
    it(`${activation} layers and predicted values`, async () => {
      const own = { model: model([2, 7, 4, 1], 'meanSquaredError', activation), batchSize: 5 };
      await expectAgreement(jobOf('sgd', { name: '', settings: { momentum: 0.5 } }, own), valueData(30, 22));
    });
  }

  it('two classes with one output', async () => {
    const own = { model: model([2, 5, 1], 'binaryCrossEntropy', 'tanh'), labelSmoothing: 0.1 };
    for (const options of [OPTIONS[0], OPTIONS[1]]) await expectAgreement(jobOf('adam', options, own), classData(24, 18, 2, 2));
  });

  it('batches of one row, and of all rows', async () => {
    for (const batchSize of [1, 18]) {
      await expectAgreement(
        jobOf('sgd', { name: '', settings: { momentum: 0.9 } }, { model: model([2, 3]), batchSize }),
        classData(24, 18),
      );
    }
  });
});

describe('on the backend of plain JavaScript', () => {
  it('convolutions and pools are the same too', async () => {
    expect((await openBackend('cpu')).name).toBe('cpu');
    await expectAgreement(jobOf('sgd', OPTIONS[1], { model: imageModel(NETWORKS['max pooling side by side']) }), classData(24, 18, 60));
  });
});
