/** Reading CSV: odd but good files become the table they mean, malformed ones a sentence that names row and column. */
import { describe, expect, test } from 'vitest';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import { parseTable, type ParseOptions } from '#datasets/parse-table';

const read = (content: string | Uint8Array, options: Partial<ParseOptions> = {}): Table =>
  parseTable('f.csv', typeof content === 'string' ? new TextEncoder().encode(content) : content, {
    target: null,
    task: 'auto',
    ...options,
  });

function sentence(content: string | Uint8Array, options: Partial<ParseOptions> = {}): string {
  try {
    read(content, options);
  } catch (error) {
    if (error instanceof LabError && error.failure.kind === 'badTable') return error.message;
    throw error;
  }
  return 'read without complaint';
}

/** Two features and two classes; most odd files mean this table. */
const plain = 'a,b,label\n1,2,x\n3,4.5,y\n5,6,x\n7,8,y\n';
const expected: Table = {
  features: Float32Array.of(1, 2, 3, 4.5, 5, 6, 7, 8),
  featureNames: ['a', 'b'],
  rows: 4,
  target: { kind: 'class', name: 'label', labels: Int32Array.of(0, 1, 0, 1), classNames: ['x', 'y'] },
};
const utf16 = (text: string, isBigEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};

describe('files that mean the same table', () => {
  test.each<[string, string | Uint8Array]>([
    ['plain', plain],
    ['with a UTF-8 mark', `\ufeff${plain}`],
    ['in UTF-16, little-endian', utf16(plain, false)],
    ['in UTF-16, big-endian', utf16(plain, true)],
    ['with Windows line ends', plain.replaceAll('\n', '\r\n')],
    ['with old Macintosh line ends', plain.replaceAll('\n', '\r')],
    ['with both kinds of line ends', plain.replace('\n', '\r\n')],
    ['without a last line end', plain.trimEnd()],
    ['with blank lines before, between and after', `\n${plain.replaceAll('\n', '\n\n')}  \n\n`],
    ['with rows of empty cells after', `${plain},,\n,,\n`],
    ['with spaces around cells', plain.replaceAll(',', ' , ')],
    ['with tabs', plain.replaceAll(',', '\t')],
    ['with semicolons', plain.replaceAll(',', ';')],
    ['with bars', plain.replaceAll(',', '|')],
    ['with semicolons and decimal commas', plain.replaceAll(',', ';').replace('4.5', '4,5')],
    ['with tabs and decimal commas', plain.replaceAll(',', '\t').replace('4.5', '4,5')],
    ['with every cell quoted', plain.replaceAll(/[^,\n]+/g, '"$&"')],
    ['with numbers written in other ways', plain.replace('1,2', '+1.,2e0').replace('5,6', '.5E1,600e-2')],
  ])('%s', (_, content) => {
    expect(read(content)).toEqual(expected);
  });
});

describe('headers', () => {
  test('a first row of numbers is data, also when each row ends with the name of a class', () => {
    expect(read('5.1,3.5,setosa\n4,3,versicolor\n6,2,setosa\n7,1,versicolor\n')).toMatchObject({
      rows: 4,
      featureNames: ['column 1', 'column 2'],
      target: { name: 'column 3', classNames: ['setosa', 'versicolor'] },
    });
    expect(read('1,2,0\n3,4,1\n5,6,0\n7,8,1')).toMatchObject({ rows: 4, featureNames: ['column 1', 'column 2'] });
  });

  test('numbers as names are a header when the target is among them or a text stands over numbers', () => {
    expect(read('2019,2020,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y', { target: 'kind' })).toMatchObject({
      featureNames: ['2019', '2020'],
      rows: 4,
    });
    expect(read('2019,2020,price\n1,2,3.5\n3,4,4\n5,6,5\n7,8,6')).toMatchObject({ featureNames: ['2019', '2020'], rows: 4 });
  });

  test('a name may hold a delimiter, a quote and a line break', () => {
    expect(read('"a, in m","b ""big""\nor not",label\n1,2,x\n3,4.5,y\n5,6,x\n7,8,y').featureNames).toEqual(['a, in m', 'b "big" or not']);
  });

  test('names in Windows-1252 keep their letters', () => {
    const bytes = Buffer.from('Gr\u00f6\u00dfe in \u0080,b,label\n1,2,x\n3,4.5,y\n5,6,x\n7,8,y', 'latin1');
    expect(read(bytes).featureNames).toEqual(['Größe in €', 'b']);
  });
});

describe('targets', () => {
  test('a named column is the target and leaves the features', () => {
    expect(read('a,b,c\n1,2,3\n3,4,5\n5,6,7\n7,8,9\n', { target: 'a', task: 'regression' }).target).toEqual({
      kind: 'value',
      name: 'a',
      values: Float32Array.of(1, 3, 5, 7),
    } satisfies Table['target']);
  });

  test('few whole numbers are classes in the order of their values', () => {
    expect(read('a,y\n1,10\n2,9\n3,10.0\n4,-1\n').target).toEqual({
      kind: 'class',
      name: 'y',
      labels: Int32Array.of(2, 1, 2, 0),
      classNames: ['-1', '9', '10'],
    });
  });

  const whole = (distinct: number): string => Array.from({ length: 42 }, (_, row) => `${row},${row % distinct}`).join('\n');
  test('20 whole numbers are classes, 21 are values', () => {
    expect(read(whole(20)).target.kind).toBe('class');
    expect(read(whole(21)).target.kind).toBe('value');
  });

  test('fractions are values unless classes are asked for', () => {
    const halves = 'a,y\n1,0.5\n2,1.5\n3,0.50\n4,1.5\n';
    expect(read(halves).target).toEqual({ kind: 'value', name: 'y', values: Float32Array.of(0.5, 1.5, 0.5, 1.5) });
    expect(read(halves, { task: 'classification' }).target).toMatchObject({ classNames: ['0.5', '1.5'] });
  });

  test('whole numbers can be values', () => {
    expect(read('a,y\n1,0\n2,1\n3,0\n4,1\n', { task: 'regression' }).target.kind).toBe('value');
  });

  test('names of classes may be numbers and words', () => {
    expect(read('a,y\n1,2\n2,unknown\n3,2\n4,unknown\n').target).toMatchObject({ classNames: ['2', 'unknown'] });
  });

  test('decimal commas also hold for the target', () => {
    expect(read('a;y\n1,5;0,5\n2;1,5\n3;0,25\n4;1\n').target).toMatchObject({ values: Float32Array.of(0.5, 1.5, 0.25, 1) });
  });
});

const rowsOf = (target: (row: number) => string | number): string =>
  `a,y\n${Array.from({ length: 30 }, (_, row) => `${row},${target(row)}`).join('\n')}`;

describe('sentences about', () => {
  test.each<[string, string | Uint8Array, string, Partial<ParseOptions>?]>([
    ['an empty file', '', 'f.csv: The file is empty.'],
    ['blank lines only', '\n \n\t\n', 'f.csv: The file is empty.'],
    ['a mark and nothing', Uint8Array.of(0xff, 0xfe), 'f.csv: The file is empty.'],
    ['a header only', 'a,b,label\n', 'f.csv: The file has a header and no rows of data.'],
    ['three rows', 'a,y\n1,x\n2,y\n3,x\n', 'f.csv: The file has 3 rows of data; at least 4 are needed.'],
    ['one row', '1,2\n', 'f.csv: The file has 1 row of data; at least 4 are needed.'],
    [
      'one column',
      'a\n1\n2\n3\n4\n',
      'f.csv: The file has one column only. A table needs a feature and a target at least, separated by commas, semicolons, tabs or |.',
    ],
    ['two columns of one name', 'a,a,y\n1,2,x\n', 'f.csv: Two columns are named "a". Give every column its own name.'],
    [
      'a column without a name',
      ',a,y\n0,1,x\n1,2,y\n2,3,x\n3,4,y\n',
      'f.csv: Column 1 has no name in the first row. Name it, or remove it (it often holds row numbers).',
    ],
    ['text in a column of numbers', plain.replace('4.5', 'abc'), 'f.csv, row 3, column "b": "abc" is not a number.'],
    ['the first of several cells', plain.replace('6', '?').replace('1,2', '1,zwei'), 'f.csv, row 2, column "b": "zwei" is not a number.'],
    ['a row after quoted line breaks', '"a\n\n",y\n"1\n",x\n2,y\n3,x\nno,y\n5,x', 'f.csv, row 8, column "a": "no" is not a number.'],
    [
      'a row after Windows line ends',
      plain.replace('7', 'abc').replaceAll('\n', '\r\n'),
      'f.csv, row 5, column "a": "abc" is not a number.',
    ],
    ['a long cell', plain.replace('7', 'z'.repeat(100)), `f.csv, row 5, column "a": "${'z'.repeat(40)}…" is not a number.`],
    [
      'a column of text',
      'a,b,label\n1,red,x\n3,blue,y\n5,red,x\n7,8,y\n',
      'f.csv, column "b": The column holds text, and features must be numbers. Leave it out, make a feature of each of its words, or make it the target.',
    ],
    ['an empty cell', plain.replace('3,', ','), 'f.csv, row 3, column "a": The cell is empty. Fill it in or remove the row.'],
    ['NA', plain.replace('\n5,', '\nNA,'), 'f.csv, row 4, column "a": "NA" stands for a missing value. Fill it in or remove the row.'],
    ['NaN', plain.replace('8', 'NaN'), 'f.csv, row 5, column "b": "NaN" stands for a missing value. Fill it in or remove the row.'],
    ['a question mark', plain.replace('1', '?'), 'f.csv, row 2, column "a": "?" stands for a missing value. Fill it in or remove the row.'],
    ['an empty target', plain.replace('6,x', '6,'), 'f.csv, row 4, column "label": The cell is empty. Fill it in or remove the row.'],
    ['a short row', plain.replace('5,6,x', '5,6'), 'f.csv, row 4: The row has 2 cells where 3 are expected.'],
    ['a long row', plain.replace('5,6,x', '5,6,x,1,2'), 'f.csv, row 4: The row has 5 cells where 3 are expected.'],
    ['a row of one cell', plain.replace('5,6,x', 'oops'), 'f.csv, row 4: The row has 1 cell where 3 are expected.'],
    ['infinity', plain.replace('\n5,', '\n-inf,'), 'f.csv, row 4, column "a": "-inf" is not a finite number.'],
    ['1e400', plain.replace('\n5,', '\n1e400,'), 'f.csv, row 4, column "a": "1e400" is too large; numbers up to 3.4e38 can be used.'],
    ['1e39', plain.replace('\n5,', '\n1e39,'), 'f.csv, row 4, column "a": "1e39" is too large; numbers up to 3.4e38 can be used.'],
    [
      'a large target',
      'a,y\n1,0.5\n2,1e300\n3,1\n4,2',
      'f.csv, row 3, column "y": "1e300" is too large; numbers up to 3.4e38 can be used.',
    ],
    [
      'decimal commas among points',
      'a;y\n1,5;x\n2.5;y\n3;x\n4;y\n',
      'f.csv, row 2, column "a": "1,5" is not a number. Write it with a decimal point.',
    ],
    ['thousands separators', 'a;y\n1.000,5;x\n2;y\n3;x\n4;y\n', 'f.csv, row 2, column "a": "1.000,5" is not a number.'],
    ['hexadecimal numbers', plain.replace('\n5,', '\n0x1f,'), 'f.csv, row 4, column "a": "0x1f" is not a number.'],
    ['a quote left open', plain.replace('5,6,x', '5,6,"x'), 'f.csv, row 4: A quote (") opens in this row and is never closed.'],
    [
      'text after a closing quote',
      plain.replace('5,6,x', '5,6,"x"y'),
      'f.csv, row 4: A quoted cell goes on after its closing quote ("). Write a quote inside a cell twice.',
    ],
    ['zero bytes', 'a,b\n1,\0\n', 'f.csv: The file holds zero bytes, so it is not a text file. Save the table as CSV (UTF-8).'],
    [
      'a workbook',
      Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0),
      'f.csv: This is a workbook or an archive, not text. Save the table as CSV first.',
    ],
    ['more than 1 GB', new Uint8Array(1024 ** 3 + 1), 'f.csv: The file is larger than 1 GB.'],
    ['one class', rowsOf(() => 'x'), 'f.csv, column "y": Every row has the same value "x", so there is nothing to learn.'],
    ['one value', rowsOf(() => 0.5), 'f.csv, column "y": Every row has the same value "0.5", so there is nothing to learn.'],
    [
      'a class for every row',
      rowsOf((row) => `id ${row}`),
      'f.csv, column "y": Every row has a value of its own, so they are not classes. Choose another target.',
    ],
    ['a slip among many values', rowsOf((row) => (row === 7 ? '12..5' : row + 0.5)), 'f.csv, row 9, column "y": "12..5" is not a number.'],
    [
      'a word where a value is asked for',
      plain.replace('4.5', 'w'),
      'f.csv, row 3, column "b": "w" is not a number.',
      { target: 'b', task: 'regression' },
    ],
    [
      'classes where values are asked for',
      plain,
      'f.csv, column "label": The column holds text, and a value to predict must be a number. Choose classification, or another target.',
      { task: 'regression' },
    ],
    [
      'a mistyped target',
      plain,
      'f.csv: There is no column "lable". Did you mean "label"? The columns are "a", "b", "label".',
      { target: 'lable' },
    ],
    [
      'a target in other case',
      plain,
      'f.csv: There is no column "Label". Did you mean "label"? The columns are "a", "b", "label".',
      { target: 'Label' },
    ],
    ['an unknown target', plain, 'f.csv: There is no column "temperature". The columns are "a", "b", "label".', { target: 'temperature' }],
    [
      'a target in a file without header',
      '1,2\n3,4\n',
      'f.csv: There is no column "price". The file has no header; its columns are "column 1", "column 2".',
      { target: 'price' },
    ],
    [
      'a target among many columns',
      `${Array.from({ length: 30 }, (_, index) => `c${index}`).join(',')}\n`,
      `f.csv: There is no column "price". The columns are ${Array.from({ length: 20 }, (_, index) => `"c${index}"`).join(', ')} and 10 more.`,
      { target: 'price' },
    ],
  ])('%s', (_, content, expectedSentence, options = {}) => {
    expect(sentence(content, options)).toBe(expectedSentence);
  });
});

describe('large files', () => {
  test('10,000 columns', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `c${index}`);
    const row = (label: number): string => [...names.keys()].map((index) => (index === 9999 ? label : index + label / 2)).join(',');
    const table = read([names.join(','), row(0), row(1), row(0), row(1)].join('\n'));
    expect(table.featureNames).toHaveLength(9999);
    expect(table.features[9999 + 5000]).toBe(5000.5);
  });

  test('rows beyond one stretch of the parser keep their line and their cells', () => {
    const pad = 'y'.repeat(500);
    const row = `"${'1'.repeat(30)}\n",2,"x ""q""\n${pad}"\n3,4,z\n`;
    const count = 20_000;
    const content = `a,b,label\n${row.repeat(count)}`;
    const table = read(content);
    expect(table.rows).toBe(2 * count);
    expect(table.target).toMatchObject({ classNames: [`x "q"\n${pad}`, 'z'] });
    expect(sentence(`${content}1,no,z\n`)).toBe(`f.csv, row ${4 * count + 2}, column "b": "no" is not a number.`);
  });
});
