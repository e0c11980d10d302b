import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, type Measured, writtenWith } from '#core/stats/digits';

/** Mean and ends as they are written together. */
function together(mean: number, low: number, high: number, limits?: readonly number[]): readonly string[] {
  const decimals = decimalsOf({ mean, low, high }, limits);
  return [mean, low, high].map((value) => writtenWith(decimals, value));
}

describe('a number with its interval', () => {
  it("is written by the rule of the Particle Data Group, in the group's own examples", () => {
    expect(together(0.827, 0.827 - 0.119, 0.827 + 0.119)).toEqual(['0.83', '0.71', '0.95']);
    expect(together(0.827, 0.827 - 0.367, 0.827 + 0.367)).toEqual(['0.8', '0.5', '1.2']);
  });

  it('has as many digits as both of its ends', () => {
    expect(together(0.0356, 0.02, 0.0512)).toEqual(['0.036', '0.020', '0.051']);
    expect(together(-0.4978, -0.5201, -0.4756)).toEqual(['−0.498', '−0.520', '−0.476']);
    expect(together(53_412, 51_203, 55_621)).toEqual(['53,400', '51,200', '55,600']);
  });

  it('without an interval has three digits', () => {
    expect([0.04567, 12.345, -987, 12_345, 0].map((mean) => together(mean, NaN, NaN)[0])).toEqual([
      '0.0457',
      '12.3',
      '−987',
      '12,300',
      '0.00',
    ]);
  });

  it('with an interval that only rounding made has three digits', () => {
    expect(together(-0.2, -0.2 - 1e-16, -0.2 + 1e-16)).toEqual(['−0.200', '−0.200', '−0.200']);
  });

  it('too small for zeros after the point is written with powers of ten', () => {
    expect(together(3.04e-7, 1.01e-7, 5.07e-7)).toEqual(['3.0e−7', '1.0e−7', '5.1e−7']);
  });

  it('gets more digits where an end would seem to lie on a limit', () => {
    expect(together(-0.6, -1.17, -0.03)).toEqual(['−0.60', '−1.17', '−0.03']);
    expect(together(0.998, 0.9951, 1.0009, [1])).toEqual(['0.9980', '0.9951', '1.0009']);
  });

  it('never has an end that reads as lying on another side of a limit than it does', () => {
    const value = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(value, fc.double({ min: 0.01, max: 50, noNaN: true }), fc.constantFrom(-1, 0, 0.5, 5), (mean, half, limit) => {
        const measured: Measured = { mean, low: mean - half, high: mean + half };
        fc.pre([measured.low, measured.high].every((end) => Math.abs(end - limit) > half * 1e-3));
        const decimals = decimalsOf(measured, [limit]);
        for (const end of [measured.low, measured.high]) {
          const read = Number(writtenWith(decimals, end).replaceAll('−', '-').replaceAll(',', ''));
          expect(Math.sign(read - limit)).toBe(Math.sign(end - limit));
        }
      }),
    );
  });
});
