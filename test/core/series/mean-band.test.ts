/** Mean and band of replicate curves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meanBand } from '#core/series/mean-band';

describe('meanBand', () => {
  test('averages curves that were evaluated together, point by point', () => {
    const band = meanBand([
      { x: [0, 5, 10], y: [1, 2, 3] },
      { x: [0, 5, 10], y: [3, 4, 7] },
    ]);
    expect(band.x).toEqual([0, 5, 10]);
    expect(band.mean).toEqual([2, 3, 5]);
    expect(band.n).toEqual([2, 2, 2]);
    // t(.95, 1) = 12.7062, sd = sqrt(2): half width 12.7062
    expect(band.low[0]).toBeCloseTo(2 - 12.7062, 4);
    expect(band.high[0]).toBeCloseTo(2 + 12.7062, 4);
  });

  test('a range runs from the smallest to the largest replicate', () => {
    const band = meanBand(
      [
        { x: [0], y: [1] },
        { x: [0], y: [5] },
        { x: [0], y: [3] },
      ],
      'range',
    );
    expect([band.low, band.mean, band.high]).toEqual([[1], [3], [5]]);
  });

  test('one curve has a mean and no interval', () => {
    expect(meanBand([{ x: [1, 2], y: [4, 5] }])).toEqual({ x: [1, 2], mean: [4, 5], low: [NaN, NaN], high: [NaN, NaN], n: [1, 1] });
  });

  test('a run that is still training counts as far as it is', () => {
    const band = meanBand([
      { x: [0, 1, 2], y: [1, 1, 1] },
      { x: [0, 1, 2], y: [1, 1, 1] },
      { x: [0], y: [4] },
    ]);
    expect(band.mean).toEqual([2, 1, 1]);
    expect(band.n).toEqual([3, 2, 2]);
  });

  test('where fewer than half have come, nothing is drawn', () => {
    const band = meanBand([
      { x: [0, 1, 2], y: [1, 1, 1] },
      { x: [0], y: [3] },
      { x: [0], y: [5] },
    ]);
    expect(band.x).toEqual([0]);
  });

  test('a diverged run drops out where it has no value', () => {
    const band = meanBand([
      { x: [0, 1], y: [1, NaN] },
      { x: [0, 1], y: [3, 3] },
    ]);
    expect(band.mean).toEqual([2, 3]);
    expect(band.n).toEqual([2, 1]);
  });

  test('curves with their own seconds are interpolated', () => {
    const band = meanBand([
      { x: [0, 1, 2], y: [0, 10, 20] },
      { x: [0, 2, 4], y: [0, 10, 20] },
    ]);
    expect(band.x).toEqual([0, 2, 4]);
    expect(band.mean).toEqual([0, 15, 20]);
    expect(band.n).toEqual([2, 2, 1]);
  });

  test('nothing gives nothing', () => {
    expect(meanBand([{ x: [], y: [] }])).toEqual({ x: [], mean: [], low: [], high: [], n: [] });
  });

  test('straight lines stay straight whatever their x', () => {
    const xs = fc
      .uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 20 })
      .map((x) => [0, ...x].sort((a, b) => a - b));
    fc.assert(
      fc.property(fc.array(xs, { minLength: 1, maxLength: 6 }), (grids) => {
        const band = meanBand(grids.map((x) => ({ x, y: x.map((value) => 2 * value + 1) })));
        expect(band.x.length).toBeGreaterThan(0);
        for (const [index, x] of band.x.entries()) expect(band.mean[index]).toBeCloseTo(2 * x + 1, 8);
      }),
    );
  });
});
