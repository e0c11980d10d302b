/** Mean, spread and interval. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summarize } from '#core/stats/summary';

describe('summarize', () => {
  test("gives the interval of R's t.test on the sleep data (extra hours, group 1)", () => {
    const summary = summarize([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]);
    expect(summary.n).toBe(10);
    expect(summary.mean).toBeCloseTo(0.75, 12);
    expect(summary.sd).toBeCloseTo(1.78901, 5);
    expect(summary.low).toBeCloseTo(-0.5297804, 6);
    expect(summary.high).toBeCloseTo(2.0297804, 6);
    expect(summary.level).toBe(0.95);
  });

  test('one value has a mean, but neither spread nor interval', () => {
    expect(summarize([3])).toEqual({ n: 1, mean: 3, sd: NaN, low: NaN, high: NaN, level: 0.95 });
  });

  test('no value has no mean', () => {
    expect(summarize([], 0.9)).toEqual({ n: 0, mean: NaN, sd: NaN, low: NaN, high: NaN, level: 0.9 });
  });

  test('equal values have no spread', () => {
    const summary = summarize([0.1, 0.1, 0.1]);
    expect(summary).toEqual({ n: 3, mean: 0.1, sd: 0, low: 0.1, high: 0.1, level: 0.95 });
  });

  test('moves with its values and widens with its level', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 }), (values) => {
        const here = summarize(values);
        const moved = summarize(values.map((value) => value + 500));
        expect(moved.mean - 500).toBeCloseTo(here.mean, 9);
        expect(moved.sd).toBeCloseTo(here.sd, 9);
        const wide = summarize(values, 0.99);
        expect(wide.high - wide.low).toBeGreaterThanOrEqual(here.high - here.low);
      }),
    );
  });
});
