/** Quantiles of type 7. */
import { describe, expect, test } from 'vitest';
import { median, quantile } from '#core/stats/quantile';

describe('quantile', () => {
  test("agrees with R's quantile(c(1, 2, 4, 8, 16))", () => {
    const sample = [16, 1, 8, 2, 4];
    expect([0, 0.25, 0.5, 0.75, 1].map((fraction) => quantile(sample, fraction))).toEqual([1, 2, 4, 8, 16]);
    expect(quantile(sample, 0.1)).toBeCloseTo(1.4, 12);
    expect(quantile(sample, 0.9)).toBeCloseTo(12.8, 12);
  });

  test('the median of an even sample lies between its two middle values', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  test('infinite values keep their place', () => {
    expect(median([1, Infinity, 2])).toBe(2);
    expect(median([1, Infinity, Infinity])).toBe(Infinity);
    expect(median([1, Infinity])).toBe(Infinity);
  });

  test('an empty sample has no median, and the sample is left as it was', () => {
    expect(median([])).toBeNaN();
    const sample = [3, 1, 2];
    median(sample);
    expect(sample).toEqual([3, 1, 2]);
  });
});
