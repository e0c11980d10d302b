import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatNumber } from '#renderer/ui/format.ts';
import { parseNumber } from '#renderer/ui/parse-number.ts';

it('reads grouping and decimal commas for what they are', () => {
  const texts = ['1,506,000', '1 000', '0,01', '0,001', '1,5', '1,000.5', '1e-3', '\u22125', '.5'];
  expect(texts.map(parseNumber)).toEqual([1506000, 1000, 0.01, 0.001, 1.5, 1000.5, 0.001, -5, 0.5]);
});
it('refuses what is no number', () => {
  expect(['', 'abc', '1,2,3', '1.2.3', '--1', '1e', 'Infinity', '1e999'].map(parseNumber)).toEqual(Array<null>(8).fill(null));
});
it('reads back every number as it is written', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e14, max: 1e14 }), (value) => {
      const read = parseNumber(formatNumber(value, 12));
      expect(read).toBe(Number(value.toPrecision(12)));
    }),
  );
});
