/** Stack sizes and estimates. */
import { describe, expect, it } from 'vitest';
import { CostModel, familyOf, predictedEvaluationSeconds, predictedSeconds, stackLimit } from '#engine/cost-model';
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
    expect(familyOf(images)).toBe('convolutional');
    // 26 x 26 places, 9 weights and a bias for each of 8 filters, forward and for their gradient.
    const products = 4 * 26 * 26 * 10 * 8;
    expect(predictedSeconds(images, 100, 1)).toBeGreaterThan((100 * products) / 75e9);
  });
});

describe('the cost model', () => {
  const small = model([2, 50, 3]);
  const wide = model([784, 256, 10]);

  it('says nothing before anything was measured', () => {
    expect(new CostModel().secondsPerUpdate(small, 32, 10)).toBeNull();
  });

  it('begins with what an earlier one measured of each family, until it knows better', () => {
    const earlier = new CostModel();
    earlier.measured(small, 32, 10, 2 * predictedSeconds(small, 32, 10));
    earlier.measured(wide, 32, 1, 5 * predictedSeconds(wide, 32, 1));
    expect(Object.keys(earlier.calibration)).toEqual(['small', 'large']);
    expect(earlier.calibration.small).toBeCloseTo(2, 9);
    expect(earlier.calibration.large).toBeCloseTo(5, 9);
    const later = new CostModel();
    later.begin(earlier.calibration);
    expect(later.secondsPerUpdate(small, 8, 1)).toBeCloseTo(2 * predictedSeconds(small, 8, 1), 12);
    expect(later.secondsPerUpdate(wide, 8, 1)).toBeCloseTo(5 * predictedSeconds(wide, 8, 1), 12);
    expect(later.secondsPerEvaluation(wide, 100, 1)).toBeCloseTo(5 * predictedEvaluationSeconds(wide, 100, 1), 12);
    later.measured(wide, 8, 1, predictedSeconds(wide, 8, 1));
    expect(later.secondsPerUpdate(wide, 8, 1)).toBeCloseTo(predictedSeconds(wide, 8, 1), 12);
  });

  it('follows what was measured, and carries it over to what was not', () => {
    const costs = new CostModel();
    costs.measured(small, 32, 10, 3 * predictedSeconds(small, 32, 10));
    expect(costs.secondsPerUpdate(small, 32, 10)).toBeCloseTo(3 * predictedSeconds(small, 32, 10), 12);
    expect(costs.secondsPerUpdate(wide, 1, 1)).toBeCloseTo(3 * predictedSeconds(wide, 1, 1), 12);
    expect(costs.secondsPerUpdate(small, 32, 10, 'adam')).toBeCloseTo(3 * predictedSeconds(small, 32, 10, 'adam'), 12);
    for (let times = 0; times < 30; times++) costs.measured(small, 32, 10, predictedSeconds(small, 32, 10));
    expect(costs.secondsPerUpdate(small, 32, 10)).toBeCloseTo(predictedSeconds(small, 32, 10), 8);
  });
});
