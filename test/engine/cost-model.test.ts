/** Stack sizes and estimates. */
import { describe, expect, it } from 'vitest';
import { CostModel, predictedSeconds, stackLimit } from '#engine/cost-model';
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

describe('the cost model', () => {
  const small = model([2, 50, 3]);
  const wide = model([784, 256, 10]);

  it('says nothing before anything was measured', () => {
    expect(new CostModel().secondsPerUpdate(small, 32, 10)).toBeNull();
  });

  it('follows what was measured, and carries it over to what was not', () => {
    const costs = new CostModel();
    costs.measured(small, 32, 10, 3 * predictedSeconds(small, 32, 10));
    expect(costs.secondsPerUpdate(small, 32, 10)).toBeCloseTo(3 * predictedSeconds(small, 32, 10), 12);
    expect(costs.secondsPerUpdate(wide, 1, 1)).toBeCloseTo(3 * predictedSeconds(wide, 1, 1), 12);
    for (let times = 0; times < 30; times++) costs.measured(small, 32, 10, predictedSeconds(small, 32, 10));
    expect(costs.secondsPerUpdate(small, 32, 10)).toBeCloseTo(predictedSeconds(small, 32, 10), 8);
  });
});
