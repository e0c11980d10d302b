/** What the import dialog says of a file before it is imported. */
import { expect, it } from 'vitest';
import { fileKind, fileKindWords } from '#renderer/features/datasets/file-kind.ts';
import { headFacts, headWarning } from '#renderer/features/datasets/head-words.ts';
import { readHead } from '#renderer/features/datasets/table-head.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const head = (text: string): NonNullable<ReturnType<typeof readHead>> => {
  const read = readHead(bytes(text), true);
  if (read === null) throw new Error('no table was found');
  return read;
};

it('tells delimiter, decimal sign and header of what spreadsheets write', () => {
  const german = head('\ufeffAlkohol;Säure;Güte\r\n10,5;3,1;0\r\n11,2;;1\r\n');
  expect(headFacts(german)).toEqual([
    ['Separated by', 'semicolon'],
    ['Decimal sign', 'comma'],
    ['Encoding', 'UTF-8'],
    ['First row', 'names of columns'],
    ['Columns', '3'],
  ]);
  expect(german.columns).toEqual([
    { name: 'Alkohol', kind: 'number', missing: 0 },
    { name: 'Säure', kind: 'number', missing: 1 },
    { name: 'Güte', kind: 'number', missing: 0 },
  ]);
  expect(german.rows).toEqual([
    ['10,5', '3,1', '0'],
    ['11,2', '', '1'],
  ]);
});

it('sees a file without a header, quoted commas and line breaks, and a column of words', () => {
  const read = head('1.5,"Ulm, old\ntown",x\n2.5,Bonn,y\n3.5,"a ""b""",x\n');
  expect([read.hasHeader, read.columns.map(({ name, kind }) => `${name}: ${kind}`)]).toEqual([
    false,
    ['column 1: number', 'column 2: words', 'column 3: words'],
  ]);
  expect(read.rows[2]).toEqual(['3.5', 'a "b"', 'x']);
});

it('reads Windows-1252 and UTF-16, and is not misled by a letter cut in two', () => {
  expect(readHead(Uint8Array.from([...bytes('a,b\n1,'), 0xe4, 0x0a]), true)).toMatchObject({
    encoding: 'Windows-1252',
    rows: [['1', 'ä']],
  });
  const utf16 = Uint8Array.from([0xff, 0xfe, ...Array.from('a\tb\n1\t2\n').flatMap((letter) => [letter.charCodeAt(0), 0])]);
  expect(readHead(utf16, true)).toMatchObject({ encoding: 'UTF-16', delimiter: '\t', rows: [['1', '2']] });
  const whole = bytes('a,b\n1,2\n3,ä');
  expect(readHead(whole.subarray(0, whole.length - 1), false)).toMatchObject({ encoding: 'UTF-8', rows: [['1', '2']], seenRows: 1 });
});

it('finds no table in one column, in nothing', () => {
  expect([readHead(bytes('a\n1\n2\n'), true), readHead(bytes(''), true), readHead(bytes('a,b'), false)]).toEqual([null, null, null]);
});

it('warns of the first thing that the import would trip over, with its row', () => {
  expect(headWarning(head('a,b,k\n1,2,x\n\n1,2\n'), 2)).toBe(
    'Row 4 has 2\u00a0cells where 3 are expected. Mend it, or the import will stop there.',
  );
  expect(headWarning(head('a,town,k\n1,Ulm,x\n2,Bonn,y\n'), 2)).toContain('"town" holds words');
  expect(headWarning(head('a,town,k\n1,Ulm,x\n2,Bonn,y\n'), 1)).toContain('"k" holds words');
  expect(headWarning(head('a,b,k\n1,,x\n2,NA,y\n3,4,x\n'), 2)).toBe(
    '2\u00a0values missing in the first 3\u00a0rows, in "b". Say below what becomes of missing values, or fill them in.',
  );
  expect(headWarning(head('a,b,k\n1,,x\n2,NA,y\n3,4,x\n'), 2, { missing: 'mean', words: 'refuse' })).toBeNull();
  expect(headWarning(head('a,town,k\n1,Ulm,x\n2,Bonn,y\n'), 2, { missing: 'refuse', words: 'oneHot' })).toBeNull();
  expect(headWarning(head('a,b,k\n1,2,x\n2,3,y\n'), 2)).toBeNull();
});

it.each([
  ['mnist', [0, 0, 8, 3, 0, 0], 'IDX numbers, as MNIST comes in'],
  ['x.csv.gz', [0x1f, 0x8b, 8], 'A packed file (gzip)'],
  ['a.xlsx', [0x50, 0x4b, 3, 4], 'A workbook'],
  ['a.zip', [0x50, 0x4b, 3, 4], 'A zip archive'],
  ['a.npy', [0x93, 0x4e, 0x55, 0x4d], 'A NumPy array'],
  ['a.bin', [5, 0, 0, 0], 'Binary data'],
  ['a.csv', [0xff, 0xfe, 0x61, 0], 'A table as text'],
  ['a.csv', [0x61, 0x2c, 0x62], 'A table as text'],
])('knows %s by its first bytes', (name, first, words) => {
  expect(fileKindWords(fileKind(name, Uint8Array.from(first)))).toBe(words);
});
