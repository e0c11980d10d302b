/** The signed-rank test against R, SciPy 1.17 and its exhaustive permutation. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { midranks, wilcoxonSignedRank } from '#core/stats/wilcoxon';
import { CHANGES, DIFFERENCES } from '#test/core/stats/sleep-data';

/** numpy.random.default_rng(3).normal(.3, 1, 60), rounded: full of ties and zeros. */
const MANY = [
  2.3, -2.3, 0.7, -0.3, -0.2, 0.1, -1.7, 0.1, -0.6, 3.6, 0.5, -0.1, 0, -0.4, -0.8, -0.1, 0.8, 0.1, 1.3, 0.1, 0.3, 1.8, 0.8, -0.2, 0.1, 0.8,
  2.2, 0, 0.1, 1.3, -0.6, 0, 1.2, 0.9, 0.4, 1, -2.5, 1.3, -0.7, -1.4, 0.6, 1, -0.1, -0.8, 0.3, 0.2, 1.7, 1, 0.5, 1.4, 0.1, -0.6, 0.9, 0.9,
  0.1, -0.5, 0.5, -2.2, 1, 0.8,
];
const FORTY = Array.from({ length: 40 }, (_, index) => (((index + 1) * 7919) % 101) - 44).map(
  (value, index) => value / 37 + (index + 1) / 1000,
);

describe('Wilcoxon signed-rank', () => {
  test("gives R's V = 40, p = 0.03906 of Hollander and Wolfe's example", () => {
    expect(wilcoxonSignedRank(CHANGES)).toEqual({ n: 9, statistic: 40, p: 0.0390625, isExact: true });
  });

  test('drops zeros and shares the ranks of ties as SciPy does', () => {
    const sleep = wilcoxonSignedRank(DIFFERENCES.map((difference) => Math.round(difference * 10) / 10));
    expect(sleep).toEqual({ n: 9, statistic: 0, p: 0.00390625, isExact: true });
    const ties = wilcoxonSignedRank([1, 1, -1, 2, 2, 3, -3, 3, 4, 5, 5, 6]);
    expect(ties.p).toBeCloseTo(0.017578125, 12);
  });

  test('is exact for 40 differences (SciPy, method exact)', () => {
    const result = wilcoxonSignedRank(FORTY);
    expect(result).toMatchObject({ n: 40, isExact: true });
    expect(Math.min(result.statistic, 820 - result.statistic)).toBe(299);
    expect(result.p).toBeCloseTo(0.13868038851069286, 12);
  });

  test('beyond 50 differences is the corrected normal approximation of SciPy', () => {
    const result = wilcoxonSignedRank(MANY);
    expect(result.isExact).toBe(false);
    expect(result.p).toBeCloseTo(0.01854089039592215, 10);
  });

  test('a run that never arrived is further away than every other', () => {
    expect(wilcoxonSignedRank([Infinity, 3, 2, 5, Infinity])).toEqual({ n: 5, statistic: 15, p: 0.0625, isExact: true });
    expect(midranks([Infinity, 3, Infinity])).toEqual([2.5, 1, 2.5]);
  });

  test('nothing but zeros decides nothing', () => {
    expect(wilcoxonSignedRank([0, 0])).toMatchObject({ n: 0, p: 1 });
  });

  test('does not care about the sign, and its exact p is a count of signs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 9 }), (differences) => {
        const { p, n } = wilcoxonSignedRank(differences);
        expect(wilcoxonSignedRank(differences.map((one) => -one)).p).toBeCloseTo(p, 12);
        expect(Math.abs(p * 2 ** n - Math.round(p * 2 ** n))).toBeLessThan(1e-9);
      }),
    );
  });
});
