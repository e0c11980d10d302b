/** Smoothing for the eye. */
import { describe, expect, test } from 'vitest';
import { smooth } from '#core/series/smoothing';

describe('smooth', () => {
  test('weight 0 leaves a curve as it is', () => {
    expect(smooth([1, 5, 2], 0)).toEqual([1, 5, 2]);
  });

  test('a constant stays what it is from the first point on', () => {
    for (const value of smooth([3, 3, 3, 3], 0.9)) expect(value).toBeCloseTo(3, 12);
  });

  test('the second point weighs the first by w / (1 + w)', () => {
    const [first, second] = smooth([0, 1], 0.5);
    expect(first).toBe(0);
    expect(second).toBeCloseTo(2 / 3, 12);
  });

  test('a missing value stays missing and is not remembered', () => {
    const [, missing, after] = smooth([0, NaN, 1], 0.5);
    expect(missing).toBeNaN();
    expect(after).toBeCloseTo(2 / 3, 12);
  });
});
