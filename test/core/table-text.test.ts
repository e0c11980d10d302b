/** Tables as text. */
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { toCsv, toMarkdown, toTsv, unguarded } from '#core/table-text';

const table = {
  columns: ['condition', 'mean'],
  rows: [
    ['1, rate 0.001', 0.1 + 0.2],
    ['=HYPERLINK("x")', NaN],
    ['say "full"', null],
    ['-1 | 2', -3.5],
  ],
} as const;

describe('CSV', () => {
  test('comes back as it was, with full precision, and without formulas', () => {
    const read = Papa.parse<string[]>(toCsv(table), { skipEmptyLines: true });
    expect(read.errors).toEqual([]);
    expect(read.data).toEqual([
      ['condition', 'mean'],
      ['1, rate 0.001', '0.30000000000000004'],
      [`'=HYPERLINK("x")`, ''],
      ['say "full"', ''],
      [`'-1 | 2`, '-3.5'],
    ]);
  });

  test('loses nothing: every text comes back when the guard is taken off', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('=1', "'=1", "''+1", "'text", '-', '\t', 'a"b', 'a\nb', ''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 2 }), (columns) => {
        const [row] = Papa.parse<string[]>(toCsv({ columns, rows: [] }), { delimiter: ',', newline: '\r\n' }).data;
        expect(row.map(unguarded)).toEqual(columns);
        expect(row.every((cell) => !/^[=+\-@\t\r]/.test(cell))).toBe(true);
      }),
    );
  });

  test('guards every sign a spreadsheet takes for a formula', () => {
    for (const sign of ['=', '+', '-', '@', '\t', '\r']) expect(toCsv({ columns: [`${sign}1`], rows: [] })).toContain(`'${sign}1`);
  });
});

test('tab-separated text keeps one line a row', () => {
  expect(toTsv({ columns: ['a'], rows: [['two\nlines\tand a tab'], [2]] })).toBe('a\ntwo lines and a tab\n2');
});

test('Markdown aligns numbers right and escapes pipes', () => {
  expect(toMarkdown({ columns: ['name', 'n'], rows: [['a|b', 1]] })).toBe('| name | n |\n| --- | ---: |\n| a\\|b | 1 |');
});
