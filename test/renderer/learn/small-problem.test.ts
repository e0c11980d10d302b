import { expect, it } from 'vitest';
import {
  batchesOf,
  contour,
  descent,
  drawnGradients,
  gradientOf,
  lossOf,
  noiseOf,
  norm,
  OPTIMUM,
  SAMPLE_COUNT,
  START,
  type Weights,
} from '#renderer/features/learn/small-problem.ts';

const distance = (a: Weights, b: Weights): number => norm({ slope: a.slope - b.slope, height: a.height - b.height });

it('has no gradient at its best line, and the gradient is the slope of the loss', () => {
  expect(norm(gradientOf(OPTIMUM))).toBeLessThan(1e-12);
  const step = 1e-6;
  const { slope, height } = gradientOf(START);
  expect((lossOf({ ...START, slope: START.slope + step }) - lossOf(START)) / step).toBeCloseTo(slope, 3);
  expect((lossOf({ ...START, height: START.height + step }) - lossOf(START)) / step).toBeCloseTo(height, 3);
});

it('draws rings on which the loss is the same', () => {
  for (const [slope, height] of contour(1.6)) expect(lossOf({ slope, height }) - lossOf(OPTIMUM)).toBeCloseTo(1.6, 10);
});

it('cuts an epoch into batches that hold every sample once, the last one incomplete', () => {
  const batches = batchesOf(3, 5);
  expect(batches.map((batch) => batch.length)).toEqual([5, 5, 5, 5, 4]);
  expect(batches.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: SAMPLE_COUNT }, (_, index) => index));
  expect(batchesOf(4, 5)).not.toEqual(batches);
});

it('says of the noise of a batch what drawing many batches finds', () => {
  const full = gradientOf(START);
  for (const size of [1, 3, 8, 20]) {
    const drawn = drawnGradients(START, size, 4000, 1);
    const square = drawn.reduce((sum, one) => sum + distance(one, full) ** 2, 0) / drawn.length;
    expect(Math.abs(Math.sqrt(square) / noiseOf(START, size) - 1)).toBeLessThan(0.05);
  }
  expect(noiseOf(START, SAMPLE_COUNT)).toBe(0);
});

it('walks the full batch straight to the best line', () => {
  const path = descent(SAMPLE_COUNT, 0.1, 200);
  expect(path).toHaveLength(201);
  expect(distance(path[200], OPTIMUM)).toBeLessThan(1e-6);
});

it('ends a descent that runs away', () => {
  expect(descent(SAMPLE_COUNT, 5, 1000).length).toBeLessThan(1000);
});

it('tells of the learning rate what the page says: six times the batch with six times the rate gets as far in an epoch', () => {
  const after = (size: number, rate: number): number =>
    lossOf(descent(size, rate, (3 * SAMPLE_COUNT) / size)[(3 * SAMPLE_COUNT) / size]) - lossOf(OPTIMUM);
  expect(after(12, 0.02)).toBeGreaterThan(5 * after(2, 0.02));
  expect(after(12, 0.12) / after(2, 0.02)).toBeGreaterThan(0.4);
  expect(after(12, 0.12) / after(2, 0.02)).toBeLessThan(2.5);
});
