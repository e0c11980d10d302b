/** Stack sizes and estimates. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { OPTIMIZER_KINDS } from '#core/experiment/optimizers';
import { calibratedCosts, CostModel } from '#engine/cost-model';
import { predictedEvaluationSeconds, predictedSeconds, predictedStackSeconds, predictedStopSeconds } from '#engine/predicted-costs';
import { MOST_RUNS, stackLimit } from '#engine/stack-limit';
import { STANDARD_MODELS } from '#engine/standard-works';
import { NO_COST } from '#engine/training/cost-meter';
import { model } from '#test/engine/support/jobs';

/** As if everything took so many times what is predicted. */
function measured(shape: ReturnType<typeof model>, batchSize: number, runs: number, times: number) {
  return {
    ...{ model: shape, batchSize, runs, rows: 1000 },
    secondsPerUpdate: times * predictedSeconds(shape, batchSize, runs),
    secondsPerStop: times * predictedStopSeconds(shape, runs),
    secondsPerEvaluation: times * predictedEvaluationSeconds(shape, 1000, runs),
  };
}

describe('the stack limit', () => {
  it('is large for small networks, smaller for large batches, and one for wide networks', () => {
    expect(stackLimit(model([2, 50, 3]), 1)).toBe(32);
    expect(stackLimit(model([2, 50, 3]), 32)).toBe(32);
    expect(stackLimit(model([2, 50, 3]), 500)).toBe(4);
    expect(stackLimit(model([784, 256, 10]), 1)).toBe(1);
    expect(stackLimit(model([784, 1024, 1024, 10]), 1024)).toBe(1);
  });
});

describe('a stack limit that was measured', () => {
  it('makes stacks as much larger or smaller as the cache is, up to what an engine stacks', () => {
    const small = model([2, 50, 3]);
    expect(stackLimit(small, 500, 1024 * 1024)).toBe(4 * stackLimit(small, 500) + 2);
    expect(stackLimit(small, 500, 64 * 1024)).toBe(1);
    const costs = new CostModel();
    costs.begin({ works: [], cachedNumbers: 1024 * 1024 });
    expect([costs.stackLimit(small, 500), costs.stackLimit(small, 1)]).toEqual([stackLimit(small, 500, 1024 * 1024), MOST_RUNS]);
    expect(new CostModel(1).stackLimit(small, 1)).toBe(1);
  });
});

describe('what is predicted', () => {
  const wide = model([784, 256, 10]);

  it('grows with rows, runs, parameters and what the optimizer keeps', () => {
    const ascending = [
      predictedSeconds(wide, 1, 1),
      predictedSeconds(wide, 32, 1),
      predictedSeconds(wide, 32, 1, 'adam'),
      predictedSeconds(wide, 32, 2, 'adam'),
      predictedSeconds(model([784, 1024, 10]), 32, 2, 'adam'),
    ];
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    expect(new Set(ascending).size).toBe(5);
    expect(predictedEvaluationSeconds(wide, 2000, 1)).toBeGreaterThan(predictedEvaluationSeconds(wide, 1000, 1));
    // Looking at rows is cheaper than learning from them.
    expect(predictedEvaluationSeconds(wide, 1000, 1)).toBeLessThan(predictedSeconds(wide, 1000, 1));
  });

  it('counts a convolution at every place of its windows', () => {
    const image = { channels: 1, height: 28, width: 28 };
    const convolution = { kind: 'conv2d', filters: 8, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' } as const;
    const images = { ...model([784, 10]), image, layers: [convolution, { kind: 'flatten' } as const] };
    // 26 x 26 places, 9 weights and a bias for each of 8 filters, forward and for their gradient.
    const products = 4 * 26 * 26 * 10 * 8;
    expect(predictedSeconds(images, 100, 1)).toBeGreaterThan((100 * products) / 75e9);
  });
});

describe('calibrated costs', () => {
  const { small, large, convolutional } = STANDARD_MODELS;
  const slower = (shape: typeof small, batchSize: number, runs: number, times: number) => {
    return measured(shape, batchSize, runs, times);
  };
  const costs = calibratedCosts(
    {
      works: [slower(small, 1, 1, 2), slower(small, 512, 1, 8), slower(large, 32, 1, 0.5), slower(convolutional, 64, 1, 3)],
      cachedNumbers: 256 * 1024,
    },
    MOST_RUNS,
  );
  const ratio = (shape: typeof small, batchSize: number, runs = 1) =>
    (costs.secondsPerUpdate(shape, batchSize, runs) ?? NaN) / predictedSeconds(shape, batchSize, runs);

  it('are what was measured, at what was measured', () => {
    expect(ratio(small, 1)).toBeCloseTo(2, 6);
    expect(ratio(small, 512)).toBeCloseTo(8, 6);
    expect(ratio(large, 32)).toBeCloseTo(0.5, 6);
  });

  it('go over from one measured work to the next', () => {
    const between = [1, 4, 16, 64, 256, 512].map((batchSize) => ratio(small, batchSize));
    expect(between).toEqual(between.toSorted((a, b) => a - b));
    expect(ratio(model([784, 128, 10]), 32)).toBeCloseTo(0.5, 1);
  });

  it('take convolutions by convolutions alone', () => {
    for (const batchSize of [1, 16, 512]) expect(ratio(convolutional, batchSize)).toBeCloseTo(3, 9);
  });

  it('never leave the range of what was measured, and count what the optimizer costs', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 800 }), fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 20 }));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 2048 }), fc.integer({ min: 1, max: 32 }), (layers, batchSize, runs) => {
        const shape = model(layers);
        expect(ratio(shape, batchSize, runs)).toBeGreaterThan(0.499);
        expect(ratio(shape, batchSize, runs)).toBeLessThan(8.001);
        const bySgd = costs.secondsPerUpdate(shape, batchSize, runs, 'sgd') ?? NaN;
        for (const kind of OPTIMIZER_KINDS) expect(costs.secondsPerUpdate(shape, batchSize, runs, kind)).toBeGreaterThanOrEqual(bySgd);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the cost model', () => {
  const small = model([2, 50, 3]);
  const wide = model([784, 256, 10]);
  const measurements = { works: [measured(small, 32, 1, 2), measured(wide, 32, 1, 5)], cachedNumbers: 256 * 1024 };
  const work = (shape: typeof small, batchSize: number, runs: number) => {
    return { model: shape, batchSize, runs, optimizer: 'sgd', rows: 1000, noiseScale: undefined } as const;
  };
  /** Training that costs so many times what is predicted. */
  const cost = (shape: typeof small, batchSize: number, runs: number, times: number, updates = 100_000) => ({
    ...{ stacks: 1, fixedSeconds: times * predictedStackSeconds(shape, runs) },
    updates,
    updateSeconds: times * (updates * predictedSeconds(shape, batchSize, runs) + 10 * predictedStopSeconds(shape, runs)),
    ...{ evaluations: 10, evaluationSeconds: times * 10 * predictedEvaluationSeconds(shape, 1000, runs) },
  });

  it('says nothing before anything was measured', () => {
    expect(new CostModel().secondsPerUpdate(small, 32, 10)).toBeNull();
    expect(new CostModel().secondsPerEvaluation(small, 32, 10)).toBeNull();
    expect(new CostModel().secondsPerStop(small, 32, 10)).toBeNull();
    expect(new CostModel().secondsPerStack(small, 10)).toBeNull();
  });

  it('begins with what was measured, until training shows better; what is chosen by stays', () => {
    const costs = new CostModel();
    costs.begin(measurements);
    expect(costs.secondsPerUpdate(wide, 32, 1)).toBeCloseTo(5 * predictedSeconds(wide, 32, 1), 9);
    expect(costs.secondsPerEvaluation(wide, 1000, 1)).toBeCloseTo(5 * predictedEvaluationSeconds(wide, 1000, 1), 9);
    costs.learn(work(wide, 32, 1), cost(wide, 32, 1, 10), 1);
    const ratio = (costs.secondsPerUpdate(wide, 32, 1) ?? NaN) / predictedSeconds(wide, 32, 1);
    expect(ratio).toBeGreaterThan(9.9);
    expect(ratio).toBeLessThan(10.1);
    expect(costs.calibrated.secondsPerUpdate(wide, 32, 1)).toBeCloseTo(5 * predictedSeconds(wide, 32, 1), 9);
    costs.begin(measurements);
    expect(costs.secondsPerUpdate(wide, 32, 1)).toBeCloseTo(5 * predictedSeconds(wide, 32, 1), 9);
  });

  it('tells updates, stops, evaluations and what comes once apart', () => {
    const costs = new CostModel();
    costs.begin(measurements);
    const slow = { ...cost(small, 32, 1, 2), evaluationSeconds: 60 * predictedEvaluationSeconds(small, 1000, 1) };
    for (let times = 0; times < 50; times++) costs.learn(work(small, 32, 1), slow, times);
    const evaluation = (costs.secondsPerEvaluation(small, 1000, 1) ?? NaN) / predictedEvaluationSeconds(small, 1000, 1);
    expect(evaluation).toBeGreaterThan(5);
    expect(evaluation).toBeLessThan(6.001);
    expect(costs.secondsPerUpdate(small, 32, 1)).toBeCloseTo(2 * predictedSeconds(small, 32, 1), 9);
    expect(costs.secondsPerStop(small, 32, 1)).toBeCloseTo(2 * predictedStopSeconds(small, 1), 9);
  });

  it('counts the gradients of a noise scale at every evaluation, and learns evaluations with and without it apart', () => {
    const costs = new CostModel();
    costs.begin(measurements);
    const noiseScale = { smallBatch: 4, largeBatch: 32, pairs: 8 };
    const [plain, noisy] = [
      costs.secondsPerEvaluation(small, 1000, 1) ?? NaN,
      costs.secondsPerEvaluation(small, 1000, 1, noiseScale) ?? NaN,
    ];
    expect(noisy - plain).toBeCloseTo(16 * (costs.secondsPerUpdate(small, 32, 1) ?? NaN), 12);
    const seen = { ...NO_COST, evaluations: 1000, evaluationSeconds: 3000 * noisy };
    costs.learn({ ...work(small, 32, 1), noiseScale }, seen, 1);
    costs.learn(work(small, 32, 1), { ...NO_COST, evaluations: 1000, evaluationSeconds: 1000 * plain }, 2);
    expect((costs.secondsPerEvaluation(small, 1000, 1, noiseScale) ?? NaN) / noisy).toBeGreaterThan(2.7);
    expect((costs.secondsPerEvaluation(small, 1000, 1) ?? NaN) / plain).toBeLessThan(1.3);
  });

  it('carries what was seen over to what was not, the more the nearer it lies', () => {
    const costs = new CostModel();
    costs.begin(measurements);
    costs.learn(work(small, 32, 1), cost(small, 32, 1, 6), 1);
    const correction = (batchSize: number) =>
      (costs.secondsPerUpdate(small, batchSize, 1) ?? NaN) / (costs.calibrated.secondsPerUpdate(small, batchSize, 1) ?? NaN);
    const corrections = [32, 64, 128, 512].map(correction);
    expect(corrections).toEqual(corrections.toSorted((a, b) => b - a));
    expect(corrections[0]).toBeGreaterThan(2.9);
    expect(corrections[3]).toBeGreaterThan(1.1);
    expect(correction(32 * 1024)).toBeLessThan(2);
  });

  it('goes by the newest', () => {
    const costs = new CostModel();
    costs.begin(measurements);
    costs.learn(work(small, 32, 1), cost(small, 32, 1, 6), 1);
    for (let times = 0; times < 100; times++) costs.learn(work(small, 32, 1), cost(small, 32, 1, 3), times);
    const ratio = (costs.secondsPerUpdate(small, 32, 1) ?? NaN) / predictedSeconds(small, 32, 1);
    expect(ratio).toBeGreaterThan(2.99);
    expect(ratio).toBeLessThan(3.01);
  });

  it('tells the same in a later session, and none of it after another measurement', () => {
    const costs = new CostModel();
    costs.begin(measurements);
    costs.learn(work(small, 32, 1), cost(small, 32, 1, 6, 10_000_000), 7);
    const later = new CostModel();
    later.begin(measurements, costs.learned.all);
    expect(later.learned.learnedAt).toBe(7);
    expect([costs.learned.runs, later.learned.runs]).toEqual([1, 1]);
    later.learn(work(small, 32, 10), cost(small, 32, 10, 6), 8);
    expect(later.learned.runs).toBe(11);
    for (const batchSize of [32, 64]) {
      const [now, before] = [later, costs].map((each) => each.secondsPerUpdate(small, batchSize, 1) ?? NaN);
      expect(Math.abs(now / before - 1)).toBeLessThan(0.06);
    }
    later.begin(measurements);
    expect(later.learned.learnedAt).toBeNull();
    expect(later.secondsPerUpdate(small, 32, 1)).toBe(later.calibrated.secondsPerUpdate(small, 32, 1));
  });

  it('learns from training where there is no calibration', () => {
    const costs = new CostModel();
    costs.learn(work(small, 32, 10), cost(small, 32, 10, 3, 10_000_000), 1);
    const ratio = (costs.secondsPerUpdate(small, 32, 10) ?? NaN) / predictedSeconds(small, 32, 10);
    expect(ratio).toBeGreaterThan(2.9);
    expect(ratio).toBeLessThan(3.01);
    expect(costs.secondsPerEvaluation(wide, 1000, 1)).toBeGreaterThan(0);
  });

  it('stays finite and positive, whatever a job says', () => {
    const seconds = fc.double({ min: 0, max: 1e6, noNaN: true });
    const said = fc.record({
      stacks: fc.constantFrom(0, 1),
      fixedSeconds: seconds,
      updates: fc.nat(1e6),
      updateSeconds: seconds,
      evaluations: fc.nat(1000),
      evaluationSeconds: seconds,
    });
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 5 }), (all) => {
        const costs = new CostModel();
        costs.begin(measurements);
        for (const [at, one] of [NO_COST, ...all].entries()) costs.learn(work(small, 32, 1), one, at);
        for (const told of [
          costs.secondsPerUpdate(wide, 8, 1),
          costs.secondsPerUpdate(small, 32, 1),
          costs.secondsPerEvaluation(small, 500, 1),
          costs.secondsPerStop(small, 32, 1),
          costs.secondsPerStack(small, 1),
        ]) {
          expect(Number.isFinite(told)).toBe(true);
          expect(told).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
