/** Thinning a curve for the screen. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visibleIndices } from '#core/series/downsample';

describe('visibleIndices', () => {
  test('a short curve is drawn in full, without the points that have no value', () => {
    expect(visibleIndices([0, 1, 2, 3], [5, NaN, 7, 8], 100)).toEqual([0, 2, 3]);
    expect(visibleIndices([0, 1, 10], [5, 6, 7], 100, Math.log10)).toEqual([1, 2]);
  });

  test('a long curve keeps its ends, its highest and its lowest point, in order, within four a column', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 100, maxLength: 600 }), (y) => {
        const x = y.map((_, index) => index + 1);
        for (const position of [(value: number) => value, Math.log]) {
          const kept = visibleIndices(x, y, 20, position);
          expect(kept.length).toBeLessThanOrEqual(80);
          expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
          const shown = kept.map((index) => y[index]);
          expect(kept[0]).toBe(0);
          expect(kept.at(-1)).toBe(y.length - 1);
          expect(Math.max(...shown)).toBe(Math.max(...y));
          expect(Math.min(...shown)).toBe(Math.min(...y));
        }
      }),
    );
  });
});
