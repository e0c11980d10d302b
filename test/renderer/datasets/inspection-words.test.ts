/** What the import dialog says of files before they are imported. */
import { expect, it } from 'vitest';
import type { TableInspection } from '#contract/inspection';
import { fileKind, fileKindWords } from '#renderer/features/datasets/file-kind.ts';
import { importRemedies } from '#renderer/features/datasets/import-remedies.ts';
import { START } from '#renderer/features/datasets/import-state.svelte.ts';
import { missingSentence, outcomeSentence, problemSentence, tableFacts } from '#renderer/features/datasets/inspection-words.ts';

const plain = (text: string | null): string | null => text?.replaceAll('\u00a0', ' ') ?? null;
const wine: TableInspection = {
  kind: 'table',
  isWhole: true,
  encoding: 'UTF-8',
  delimiter: ';',
  decimalMark: ',',
  hasHeader: true,
  columns: [
    { name: 'Alkohol', kind: 'number', missing: 1, role: 'feature' },
    { name: 'Güte', kind: 'words', missing: 0, role: 'target' },
  ],
  head: [['10,5', 'gut']],
  rows: 1600,
  incomplete: { rows: 1, first: [{ line: 3, column: 'Alkohol' }] },
  features: 1,
  target: { kind: 'class', classes: 2 },
  problem: null,
};

it('tells how a table reads and what will come of it', () => {
  expect(tableFacts(wine)).toEqual([
    ['Separated by', 'semicolon'],
    ['Decimal sign', 'comma'],
    ['Encoding', 'UTF-8'],
    ['First row', 'names of columns'],
    ['Columns', '2'],
  ]);
  expect(plain(outcomeSentence(wine))).toBe('1,600 rows of 1 feature; Güte is predicted as one of 2 classes.');
  expect(plain(outcomeSentence({ ...wine, isWhole: false, target: { kind: 'class', classes: null } }))).toBe(
    'The first 1,600 rows have 1 feature; Güte is predicted as a class.',
  );
  expect(plain(outcomeSentence({ ...wine, target: { kind: 'value' } }))).toContain('predicted as a number.');
  expect(outcomeSentence({ ...wine, features: null, target: null, problem: 'No.' })).toBeNull();
});

it('says which rows lack a value and what becomes of them', () => {
  expect(plain(missingSentence(wine, 'refuse'))).toBe('1 row lacks a value, in row 3 (Alkohol).');
  expect(plain(missingSentence(wine, 'dropRows'))).toBe('1 row lacks a value, in row 3 (Alkohol): left out.');
  const first = [3, 5, 8, 9].map((line) => ({ line, column: 'Alkohol' }));
  expect(plain(missingSentence({ ...wine, incomplete: { rows: 40, first } }, 'mean'))).toBe(
    '40 rows lack a value, the first in row 3 (Alkohol), row 5 (Alkohol), row 8 (Alkohol) and further ones: every experiment fills in the mean of its training samples.',
  );
  expect(missingSentence({ ...wine, incomplete: { rows: 0, first: [] } }, 'refuse')).toBeNull();
});

it('says what stands in the way, but blames no part for the whole', () => {
  expect(problemSentence({ ...wine, problem: 'Row 3.' })).toBe('Row 3.');
  expect(problemSentence({ kind: 'unreadable', isPart: false, problem: 'Nothing.' })).toBe('Nothing.');
  expect(problemSentence({ kind: 'unreadable', isPart: true, problem: 'Cut.' })).toBeNull();
});

it('tells images and arrays by what they hold', () => {
  const shape = { rows: 70, features: 784, target: { kind: 'class', classes: 10 }, image: { channels: 1, height: 28, width: 28 } } as const;
  expect(plain(outcomeSentence({ kind: 'idx', shape, classNames: null, classCounts: null, images: null }))).toBe(
    'IDX, as MNIST comes in: 70 images of 28 × 28 pixels in 10 classes.',
  );
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

it('offers the ways out of columns of words first, then those of missing values, and none where nothing stands in the way', () => {
  const start = { ...START, missing: 'refuse', words: 'refuse', unused: ['id'] } as const;
  const withWords = {
    ...wine,
    problem: 'No.',
    columns: [...wine.columns, { name: 'town', kind: 'words', missing: 0, role: 'feature' } as const],
  };
  expect(importRemedies(withWords, start)).toEqual([
    { label: 'Leave out town', choices: { unused: ['id', 'town'] } },
    { label: 'Make a feature of each word', choices: { words: 'oneHot' } },
  ]);
  const gaps = importRemedies({ ...wine, problem: 'No.' }, start);
  expect(gaps).toEqual([
    { label: 'Leave this row out', choices: { missing: 'dropRows' } },
    { label: 'Fill in the mean', choices: { missing: 'mean' } },
  ]);
  expect(importRemedies({ ...withWords, problem: 'No.' }, { ...start, words: 'oneHot' })).toEqual(gaps);
  expect(importRemedies({ ...wine, problem: 'No.' }, { ...start, missing: 'mean' })).toEqual([]);
  expect(importRemedies(wine, start)).toEqual([]);
});
