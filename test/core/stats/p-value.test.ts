import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pText, pWords } from '#core/stats/p-value';

describe('a p-value', () => {
  it('has a zero before its point and as many decimals as are worth reading', () => {
    expect([0.0004, 0.001, 0.0184, 0.16, 0.429, 1, NaN].map(pText)).toEqual(['< 0.001', '0.001', '0.018', '0.16', '0.43', '1.00', '–']);
  });

  it('within a sentence says what it is', () => {
    expect([0.0004, 0.16].map(pWords)).toEqual(['p < 0.001', 'p = 0.16']);
  });

  it('is not rounded onto a level that it lies below', () => {
    expect([0.0496, 0.05, 0.0504, 0.0999, 0.1004, 0.00996].map(pText)).toEqual(['0.0496', '0.050', '0.050', '0.0999', '0.10', '0.00996']);
  });

  it('reads as lying on that side of a level on which it lies', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), fc.constantFrom(0.1, 0.05, 0.01), (p, level) => {
        fc.pre(Math.abs(p - level) > 1e-6);
        expect(Number(pText(p)) < level).toBe(p < level);
      }),
    );
  });
});
