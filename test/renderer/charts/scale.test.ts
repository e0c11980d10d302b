/** Axes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extent, linearScale, logScale } from '#renderer/charts/scale.ts';

describe('linear axis', () => {
  test('rounded, it ends at ticks', () => {
    const { low, high, ticks } = linearScale(31, 88, { isRounded: true });
    expect([low, high]).toEqual([20, 100]);
    expect(ticks).toEqual([20, 40, 60, 80, 100]);
  });

  test('exact, it ends where the data ends', () => {
    const { low, high, ticks } = linearScale(0, 130);
    expect([low, high]).toEqual([0, 130]);
    expect(ticks).toEqual([0, 50, 100]);
  });

  test('has room for a single value', () => {
    const { low, high } = linearScale(5, 5);
    expect(low).toBeLessThan(5);
    expect(high).toBeGreaterThan(5);
  });

  test('never has ticks outside its ends, nor too many', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1, max: 1e6, noNaN: true }), (start, span) => {
        const { low, high, ticks } = linearScale(start, start + span, { isRounded: true });
        const tolerance = (Math.abs(start) + span) * 1e-11;
        expect(low).toBeLessThanOrEqual(start + tolerance);
        expect(high).toBeGreaterThanOrEqual(start + span - tolerance);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});

describe('log axis', () => {
  test('ticks at 1, 2, 5 over two decades', () => {
    expect(logScale(1, 200).ticks).toEqual([1, 2, 5, 10, 20, 50, 100, 200]);
  });

  test('ticks at powers of ten over many', () => {
    expect(logScale(1, 100_000).ticks).toEqual([1, 10, 100, 1000, 10_000, 100_000]);
  });

  test('has several ticks within half a decade', () => {
    expect(logScale(0.3, 0.9).ticks).toEqual([0.3, 0.4, 0.5, 0.6, 0.8]);
  });

  test('has no place for zero, and undoes its positions', () => {
    const scale = logScale(0.1, 10);
    expect(scale.position(0)).toBeNaN();
    expect(scale.value(scale.position(3))).toBeCloseTo(3, 12);
  });
});

test('the extent leaves out what is not finite', () => {
  expect(extent([NaN, 3, -1, Infinity])).toEqual([-1, 3]);
  expect(extent([NaN])).toBeNull();
});
