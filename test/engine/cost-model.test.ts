/** Stack sizes and estimates. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { OPTIMIZER_KINDS } from '#core/experiment/optimizers';
import { calibratedCosts, CostModel, MOST_RUNS, predictedEvaluationSeconds, predictedSeconds, stackLimit } from '#engine/cost-model';
import { STANDARD_MODELS } from '#engine/standard-works';
import { model } from '#test/engine/support/jobs';

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
    return { model: shape, batchSize, runs, secondsPerUpdate: times * predictedSeconds(shape, batchSize, runs) };
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
  const measurements = {
    works: [
      { model: small, batchSize: 32, runs: 1, secondsPerUpdate: 2 * predictedSeconds(small, 32, 1) },
      { model: wide, batchSize: 32, runs: 1, secondsPerUpdate: 5 * predictedSeconds(wide, 32, 1) },
    ],
    cachedNumbers: 256 * 1024,
  };

  it('says nothing before anything was measured', () => {
    expect(new CostModel().secondsPerUpdate(small, 32, 10)).toBeNull();
    expect(new CostModel().secondsPerEvaluation(small, 32, 10)).toBeNull();
  });

  it('begins with what was measured, until training shows better; what is chosen by stays', () => {
    const costs = new CostModel();
    costs.begin(measurements);
    expect(costs.secondsPerUpdate(wide, 32, 1)).toBeCloseTo(5 * predictedSeconds(wide, 32, 1), 9);
    expect(costs.secondsPerEvaluation(wide, 32, 1)).toBeCloseTo(5 * predictedEvaluationSeconds(wide, 32, 1), 9);
    costs.measured(wide, 32, 1, 10 * predictedSeconds(wide, 32, 1));
    expect(costs.secondsPerUpdate(wide, 32, 1)).toBeCloseTo(10 * predictedSeconds(wide, 32, 1), 9);
    expect(costs.secondsPerUpdate(small, 32, 1)).toBeCloseTo(4 * predictedSeconds(small, 32, 1), 9);
    expect(costs.calibrated.secondsPerUpdate(wide, 32, 1)).toBeCloseTo(5 * predictedSeconds(wide, 32, 1), 9);
    costs.begin(measurements);
    expect(costs.secondsPerUpdate(wide, 32, 1)).toBeCloseTo(5 * predictedSeconds(wide, 32, 1), 9);
  });

  it('follows what was seen in training, and carries it over to what was not', () => {
    const costs = new CostModel();
    costs.measured(small, 32, 10, 3 * predictedSeconds(small, 32, 10));
    expect(costs.secondsPerUpdate(small, 32, 10)).toBeCloseTo(3 * predictedSeconds(small, 32, 10), 12);
    expect(costs.secondsPerUpdate(wide, 1, 1)).toBeCloseTo(3 * predictedSeconds(wide, 1, 1), 12);
    expect(costs.secondsPerUpdate(small, 32, 10, 'adam')).toBeCloseTo(3 * predictedSeconds(small, 32, 10, 'adam'), 12);
    expect(costs.secondsPerUpdate(STANDARD_MODELS.convolutional, 1, 1)).toBeCloseTo(
      3 * predictedSeconds(STANDARD_MODELS.convolutional, 1, 1),
      12,
    );
    for (let times = 0; times < 30; times++) costs.measured(small, 32, 10, predictedSeconds(small, 32, 10));
    expect(costs.secondsPerUpdate(small, 32, 10)).toBeCloseTo(predictedSeconds(small, 32, 10), 8);
  });
});
