/** Tables as text. */
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { toCsv, toMarkdown, toTsv } from '#renderer/charts/data-table.ts';

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
