/** The paired permutation test against an exhaustive count and SciPy. */
import { expect, test } from 'vitest';
import { pairedPermutation } from '#core/stats/permutation';
import { CHANGES, DIFFERENCES } from '#test/core/stats/sleep-data';

test('counts every sign up to 12 pairs', () => {
  expect(pairedPermutation(DIFFERENCES)).toEqual({ n: 10, p: 0.00390625, isExact: true });
  expect(pairedPermutation(CHANGES)).toEqual({ n: 9, p: 0.02734375, isExact: true });
});

test('draws signs above, near the p-value of 200,000 draws in SciPy', () => {
  const forty = Array.from({ length: 40 }, (_, index) => ((((index + 1) * 7919) % 101) - 44) / 37 + (index + 1) / 1000);
  const result = pairedPermutation(forty);
  expect(result.isExact).toBe(false);
  expect(Math.abs(result.p - 0.14093929530352348)).toBeLessThan(0.011);
  expect(pairedPermutation(forty)).toEqual(result);
});

test('never says 0, and has no p-value without pairs', () => {
  expect(pairedPermutation(Array.from({ length: 30 }, () => 1)).p).toBeCloseTo(1 / 10_001, 12);
  expect(pairedPermutation([]).p).toBeNaN();
  expect(pairedPermutation([0, 0, 0]).p).toBe(1);
});
