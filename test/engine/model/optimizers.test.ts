/** Every optimizer on one neuron, against its published formulas written down plainly in float64. */
import { describe, expect, it } from 'vitest';
import type { PreparedData } from '#core/data/table';
import type { OptimizerSettings } from '#core/experiment/optimizers';
import { CONSTANT_RATE, rateFactor, type RateSchedule } from '#core/schedule/learning-rate';
import { initialWeights } from '#engine/initial-weights';
import { ExecutableCache } from '#engine/onnx/session';
import { onnxMethod } from '#engine/onnx/onnx-method';
import { engineData } from '#engine/training/engine-data';
import { jobStarts } from '#engine/training/job-starts';
import { Stack } from '#engine/training/stack';
import { job, model, run } from '#test/engine/support/jobs';

/** One neuron y = w x + b with the rows (1, 2) and (3, 1). */
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
const cache = new ExecutableCache();

type Pair = readonly [w: number, b: number];

/** Keeps what an optimizer keeps; given weights, gradient, settings, learning rate and the update from 1, gives the new weights. */
type Formula = (weights: Pair, gradient: Pair, settings: OptimizerSettings, rate: number, t: number) => Pair;

const zip = (a: Pair, b: Pair, f: (x: number, y: number) => number): Pair => [f(a[0], b[0]), f(a[1], b[1])];
const length = ([w, b]: Pair): number => Math.hypot(w, b);

function sgd(): Formula {
  let velocity: Pair = [0, 0];
  return (weights, raw, { momentum, nesterov, weightDecay, decoupled }, rate) => {
    const gradient = zip(raw, weights, (g, w) => (decoupled ? g : g + weightDecay * w));
    const kept = zip(weights, weights, (w) => (decoupled ? w - rate * weightDecay * w : w));
    velocity = zip(velocity, gradient, (v, g) => momentum * v + g);
    const move = nesterov ? zip(gradient, velocity, (g, v) => g + momentum * v) : velocity;
    return zip(kept, move, (w, m) => w - rate * m);
  };
}

function rmsprop(): Formula {
  let squares: Pair = [0, 0];
  let buffer: Pair = [0, 0];
  return (weights, raw, { smoothing, epsilon, momentum, weightDecay, decoupled }, rate) => {
    const gradient = zip(raw, weights, (g, w) => (decoupled ? g : g + weightDecay * w));
    const kept = zip(weights, weights, (w) => (decoupled ? w - rate * weightDecay * w : w));
    squares = zip(squares, gradient, (v, g) => smoothing * v + (1 - smoothing) * g * g);
    const direction = zip(gradient, squares, (g, v) => g / (Math.sqrt(v) + epsilon));
    buffer = zip(buffer, direction, (b, d) => momentum * b + d);
    return zip(kept, buffer, (w, b) => w - rate * b);
  };
}

/** m / (1 - beta1^t) over sqrt(v / (1 - beta2^t)) + epsilon. */
function moments() {
  let mean: Pair = [0, 0];
  let squares: Pair = [0, 0];
  return (gradient: Pair, { beta1, beta2, epsilon }: OptimizerSettings, t: number): Pair => {
    mean = zip(mean, gradient, (m, g) => beta1 * m + (1 - beta1) * g);
    squares = zip(squares, gradient, (v, g) => beta2 * v + (1 - beta2) * g * g);
    return zip(mean, squares, (m, v) => m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + epsilon));
  };
}

function adam(): Formula {
  const direction = moments();
  return (weights, raw, settings, rate, t) => {
    const isDecoupled = settings.kind === 'adamW' || settings.decoupled;
    const gradient = zip(raw, weights, (g, w) => (isDecoupled ? g : g + settings.weightDecay * w));
    const kept = zip(weights, weights, (w) => (isDecoupled ? w * (1 - rate * settings.weightDecay) : w));
    return zip(kept, direction(gradient, settings, t), (w, d) => w - rate * d);
  };
}

function lars(): Formula {
  let velocity: Pair = [0, 0];
  return (weights, gradient, { momentum, weightDecay, trustCoefficient }, rate) => {
    const isOrdinary = length(weights) > 0 && length(gradient) > 0;
    const ratio = isOrdinary ? (trustCoefficient * length(weights)) / (length(gradient) + weightDecay * length(weights)) : 1;
    const decayed = zip(gradient, weights, (g, w) => g + weightDecay * w);
    velocity = zip(velocity, decayed, (v, g) => momentum * v + rate * ratio * g);
    return zip(weights, velocity, (w, v) => w - v);
  };
}

function lamb(): Formula {
  const direction = moments();
  return (weights, gradient, settings, rate, t) => {
    const d = zip(direction(gradient, settings, t), weights, (r, w) => r + settings.weightDecay * w);
    const ratio = length(weights) > 0 && length(d) > 0 ? length(weights) / length(d) : 1;
    return zip(weights, d, (w, x) => w - rate * ratio * x);
  };
}

function gradientAt([w, b]: Pair): Pair {
  const [error0, error1] = [w + b - 2, 3 * w + b - 1];
  return [error0 + 3 * error1, error0 + error1];
}

function byHand(formula: Formula, settings: OptimizerSettings, schedule: RateSchedule, updates: number): Pair {
  let weights: Pair = [initialWeights(neuron, 1, 0)[0][0], 0];
  for (let update = 0; update < updates; update++) {
    let gradient = gradientAt(weights);
    if (settings.clipNorm !== 'off') {
      const factor = Math.min(1, settings.clipNorm / length(gradient));
      gradient = [gradient[0] * factor, gradient[1] * factor];
    }
    weights = formula(weights, gradient, settings, settings.learningRate * rateFactor(schedule, update), update + 1);
  }
  return weights;
}

async function byEngine(settings: Partial<OptimizerSettings>, schedule: RateSchedule, updates: number): Promise<readonly number[]> {
  const theJob = job({ model: neuron, batchSize: 2, runs: [run(0, { ...settings, schedule })] });
  const starts = jobStarts(theJob, onnxMethod(engineData(line), cache));
  const stack = Stack.open(theJob, theJob.runs, engineData(line), starts, cache);
  const { state } = await stack.train(stack.state, 0, updates);
  return [...stack.runState(state, 0).parameters[0]];
}

const cosine: RateSchedule = { warmUp: 2, course: { kind: 'cosine', total: 40, end: 0 } };
const coupled = { weightDecay: 0.1 };
const decoupled = { weightDecay: 0.1, decoupled: true };
const plain = { kind: 'sgd', momentum: 0 } as const;

describe('one neuron moves by hand as', () => {
  const cases: readonly { readonly formula: () => Formula; readonly settings: Partial<OptimizerSettings> }[] = [
    { formula: sgd, settings: plain },
    { formula: sgd, settings: { ...plain, ...decoupled } },
    { formula: sgd, settings: { kind: 'sgd', momentum: 0.9, ...coupled } },
    { formula: sgd, settings: { kind: 'sgd', momentum: 0.9, ...decoupled } },
    { formula: sgd, settings: { kind: 'sgd', momentum: 0.9, nesterov: true, ...coupled } },
    { formula: sgd, settings: { kind: 'sgd', momentum: 0.9, clipNorm: 0.5 } },
    { formula: rmsprop, settings: { kind: 'rmsprop', momentum: 0 } },
    { formula: rmsprop, settings: { kind: 'rmsprop', momentum: 0.9, smoothing: 0.9, ...coupled } },
    { formula: rmsprop, settings: { kind: 'rmsprop', momentum: 0, ...decoupled } },
    { formula: adam, settings: { kind: 'adam' } },
    { formula: adam, settings: { kind: 'adam', beta1: 0.5, beta2: 0.9, epsilon: 0.01, ...coupled } },
    { formula: adam, settings: { kind: 'adam', beta1: 0, beta2: 0, ...decoupled } },
    { formula: adam, settings: { kind: 'adam', clipNorm: 0.5, epsilon: 0.1 } },
    { formula: adam, settings: { kind: 'adamW', ...coupled } },
    { formula: lars, settings: { kind: 'lars', momentum: 0, trustCoefficient: 0.1 } },
    { formula: lars, settings: { kind: 'lars', momentum: 0.9, trustCoefficient: 0.1, ...coupled } },
    { formula: lamb, settings: { kind: 'lamb' } },
    { formula: lamb, settings: { kind: 'lamb', epsilon: 1e-6, clipNorm: 0.5, ...coupled } },
  ];
  for (const { formula, settings } of cases) {
    for (const [name, schedule] of [
      ['a constant rate', CONSTANT_RATE],
      ['warm-up and cosine', cosine],
    ] as const) {
      it(`${JSON.stringify(settings)} says, ${name}`, async () => {
        const { optimizer } = run(0, settings);
        for (const updates of [1, 2, 3, 20]) {
          const expected = byHand(formula(), optimizer, schedule, updates);
          const actual = await byEngine(settings, schedule, updates);
          expect(actual[0]).not.toBe(initialWeights(neuron, 1, 0)[0][0]);
          actual.forEach((weight, index) =>
            expect(Math.abs(weight - expected[index])).toBeLessThan(2e-5 * (1 + Math.abs(expected[index]))),
          );
        }
      });
    }
  }
});

describe('clipping', () => {
  it('leaves gradients alone that are short enough, to the last bit', async () => {
    const free = await byEngine({ kind: 'sgd', momentum: 0.9 }, CONSTANT_RATE, 20);
    expect(await byEngine({ kind: 'sgd', momentum: 0.9, clipNorm: 1000 }, CONSTANT_RATE, 20)).toEqual(free);
    expect(await byEngine({ kind: 'sgd', momentum: 0.9, clipNorm: 0.01 }, CONSTANT_RATE, 20)).not.toEqual(free);
  });
});
