import { describe, expect, it } from 'vitest';
import { type ConvexProblem, curvatureTimes, slopeAt } from '#core/probes/convex';
import { optimumOf } from '#core/probes/optimum';
import { randomStream } from '#core/random';
import { classData, model, valueData } from '#test/engine/support/jobs';
import { ask, failureFrom, trained } from '#test/engine/support/probing';

const silently = (): Promise<void> => Promise.resolve();

/** Random features with a column of ones. */
function features(rows: number, inputs: number): Float32Array {
  const stream = randomStream(5, 'data', rows);
  return Float32Array.from({ length: rows * (inputs + 1) }, (_, index) => (index % (inputs + 1) === inputs ? 1 : stream.normal()));
}

function softmaxProblem(rows = 60, classes = 3): ConvexProblem {
  const targets = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) targets[row * classes + ((row * row) % classes)] = 1;
  return { loss: 'crossEntropy', features: features(rows, 2), width: 3, targets, outputs: classes, weightDecay: 0.01 };
}

describe('the exact optimum', () => {
  it('is that of least squares', async () => {
    // y = 2 a - 3 b + 0.5 exactly: nothing is left over, so the optimum is those very numbers.
    const rows = features(40, 2);
    const targets = Float32Array.from(
      { length: 40 },
      (_, row) => Math.fround(2 * rows[row * 3]) - Math.fround(3 * rows[row * 3 + 1]) + 0.5,
    );
    const { weights, objective, gradientNorm } = await optimumOf(
      { loss: 'meanSquaredError', features: rows, width: 3, targets, outputs: 1, weightDecay: 0 },
      silently,
    );
    [2, -3, 0.5].forEach((value, index) => expect(weights[index]).toBeCloseTo(value, 6));
    expect(objective).toBeLessThan(1e-12);
    expect(gradientNorm).toBeLessThan(1e-12);
  });

  it.each([
    ['softmax', softmaxProblem()],
    [
      'logistic',
      {
        ...softmaxProblem(),
        loss: 'binaryCrossEntropy' as const,
        outputs: 1,
        targets: Float32Array.from({ length: 60 }, (_, row) => (row * row) % 2),
      },
    ],
  ])('of %s regression is where the gradient vanishes and every way leads up', async (_, problem) => {
    const { weights, objective, gradientNorm } = await optimumOf(problem, silently);
    expect(gradientNorm).toBeLessThan(1e-10);
    const stream = randomStream(9, 'data');
    for (let way = 0; way < 20; way++) {
      const moved = weights.map((value) => value + 1e-3 * stream.normal());
      expect(slopeAt(problem, moved).objective).toBeGreaterThan(objective);
    }
  });

  it('goes by gradients and curvatures that central differences confirm', () => {
    const problem = softmaxProblem(20);
    const stream = randomStream(3, 'data');
    const weights = Float64Array.from({ length: 9 }, () => stream.normal());
    const vector = Float64Array.from({ length: 9 }, () => stream.normal());
    const at = (by: number) =>
      slopeAt(
        problem,
        weights.map((value, index) => value + by * vector[index]),
      );
    const slope = at(0);
    const along = slope.gradient.reduce((sum, value, index) => sum + value * vector[index], 0);
    expect((at(1e-5).objective - at(-1e-5).objective) / 2e-5).toBeCloseTo(along, 8);
    const product = curvatureTimes(problem, slope, vector);
    product.forEach((value, index) => {
      expect((at(1e-5).gradient[index] - at(-1e-5).gradient[index]) / 2e-5).toBeCloseTo(value, 7);
    });
  });

  it('is refused in words where it is not one point', async () => {
    const twice = Float32Array.from({ length: 30 }, (_, index) => (index % 3 === 2 ? 1 : Math.floor(index / 3)));
    const problem = {
      loss: 'meanSquaredError',
      features: twice,
      width: 3,
      targets: new Float32Array(10),
      outputs: 1,
      weightDecay: 0,
    } as const;
    expect(await failureFrom(optimumOf(problem, silently))).toMatchObject({
      kind: 'conflict',
      problem: expect.stringContaining('not one point') as string,
    });
  });
});

describe('the distance to the optimum', () => {
  it('of full-batch descent on least squares goes to zero', async () => {
    const data = valueData(60, 50, 2);
    const probed = await trained(model([2, 1], 'meanSquaredError'), data, { learningRate: 0.2 }, { batchSize: 50, updates: 400 });
    const { runs } = await ask({ kind: 'optimum', runIds: ['run'] }, probed);
    const { points } = runs[0];
    expect(points).toHaveLength(2);
    expect(points[0].distance).toBeGreaterThan(0.5);
    expect(points[1].distance).toBeLessThan(1e-5);
    expect(points[1].excess).toBeLessThan(1e-10);
    expect(points[0].excess).toBeGreaterThan(points[1].excess);
  });

  it('of softmax regression with weight decay is the larger the smaller the batches, and nothing with all rows at once', async () => {
    const data = classData(320, 300);
    const settings = { learningRate: 0.5, weightDecay: 0.1 };
    const at = async (batchSize: number, sampling: 'replacement' | 'shuffle'): Promise<number> => {
      const probed = await trained(model([2, 3]), data, settings, { batchSize, updates: 300, sampling });
      const { runs } = await ask({ kind: 'optimum', runIds: ['run'] }, probed);
      return runs[0].points[1].distance;
    };
    const [small, large, all] = [await at(4, 'replacement'), await at(100, 'replacement'), await at(300, 'shuffle')];
    expect(small).toBeGreaterThan(2 * large);
    expect(all).toBeLessThan(1e-5);
  });
});
