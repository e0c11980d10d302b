/** Kaplan-Meier on R's `aml` data against R's survfit and SciPy. */
import { describe, expect, test } from 'vitest';
import { arrivalMedian, kaplanMeier, type Observation } from '#core/stats/survival';

const observed = (pairs: readonly (readonly [number, 0 | 1])[]): Observation[] =>
  pairs.map(([time, arrival]) => ({ time, isArrival: arrival === 1 }));
const MAINTAINED = observed([
  [9, 1],
  [13, 1],
  [13, 0],
  [18, 1],
  [23, 1],
  [28, 0],
  [31, 1],
  [34, 1],
  [45, 0],
  [48, 1],
  [161, 0],
]);
const NOT_MAINTAINED = observed([
  [5, 1],
  [5, 1],
  [8, 1],
  [8, 1],
  [12, 1],
  [16, 0],
  [23, 1],
  [27, 1],
  [30, 1],
  [33, 1],
  [43, 1],
  [45, 1],
]);

describe('Kaplan-Meier', () => {
  test('has the steps of SciPy and of survfit', () => {
    const steps = kaplanMeier(MAINTAINED);
    expect(steps.map(({ time }) => time)).toEqual([9, 13, 18, 23, 31, 34, 48]);
    const expected = [0.909090909091, 0.818181818182, 0.715909090909, 0.613636363636, 0.490909090909, 0.368181818182, 0.184090909091];
    steps.forEach(({ onTheWay }, index) => expect(onTheWay).toBeCloseTo(expected[index], 10));
  });

  test('the median is that of survfit; its log-log limits are those of SciPy', () => {
    expect(arrivalMedian(MAINTAINED)).toMatchObject({ runs: 11, arrived: 7, median: 31, low: 13, high: null });
    expect(arrivalMedian(NOT_MAINTAINED)).toMatchObject({ runs: 12, arrived: 11, median: 23, low: 5, high: 33 });
  });

  test('runs that never arrive keep the median honest', () => {
    const never = { time: Infinity, isArrival: false };
    const at = (time: number): Observation => ({ time, isArrival: true });
    expect(arrivalMedian([at(10), never, at(30)]).median).toBe(30);
    expect(arrivalMedian([at(10), at(20), never, never]).median).toBe(20);
    expect(arrivalMedian([at(10), never, never]).median).toBeNull();
    expect(arrivalMedian([at(1), at(2), at(3), at(4)]).median).toBe(2.5);
    expect(arrivalMedian([])).toMatchObject({ runs: 0, arrived: 0, median: null, low: null, high: null });
  });
});
