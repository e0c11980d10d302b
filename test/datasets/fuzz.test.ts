/** Whatever the bytes, reading them ends in a sound table or in a sentence. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import { importFiles } from '#datasets/import-sources';
import { parseTable } from '#datasets/parse-table';
import { damagedFiles, goodFiles } from '#test/datasets/support/damaged-files';

function check(bytes: Uint8Array, target: string | null, task: 'auto' | 'classification' | 'regression'): boolean {
  return isSound(() => parseTable('f.csv', bytes, { target, task }));
}

/** Whether there is a table; else there must be a sentence. */
function isSound(read: () => Table): boolean {
  let table: Table;
  try {
    table = read();
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect(error instanceof LabError && error.failure.kind).toBe('badTable');
    expect(error instanceof Error && error.message).not.toMatch(/undefined|null|\[object|\n/);
    return false;
  }
  expect(table.rows).toBeGreaterThanOrEqual(4);
  expect(table.features).toHaveLength(table.rows * table.featureNames.length);
  expect(table.features.every(Number.isFinite)).toBe(true);
  expect(new Set(table.featureNames).size).toBe(table.featureNames.length);
  if (table.target.kind === 'value') {
    expect(table.target.values).toHaveLength(table.rows);
    expect(table.target.values.every(Number.isFinite)).toBe(true);
  } else {
    const { labels, classNames } = table.target;
    expect(labels).toHaveLength(table.rows);
    expect([...new Set(labels)].every((label) => label in classNames)).toBe(true);
    expect(new Set(classNames).size).toBe(classNames.length);
  }
  return true;
}

const task = fc.constantFrom('auto' as const, 'classification' as const, 'regression' as const);
const target = fc.constantFrom(null, 'a', 'x', '');
const piece = fc.constantFrom(
  '1',
  '2.5',
  '3,5',
  '-7e2',
  'x',
  'y',
  '"',
  '""',
  ',',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\n',
  '\r\n',
  ' ',
  'NA',
  '',
  'é',
  '1e400',
);

describe('fuzzing', () => {
  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), target, task, (bytes, name, kind) => {
        check(bytes, name, kind);
      }),
      { numRuns: 1000 },
    );
  });

  test('anything that looks like CSV', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), target, task, (pieces, name, kind) => {
        check(new TextEncoder().encode(pieces.join('')), name, kind);
      }),
      { numRuns: 3000 },
    );
  });

  const options = { target: null, task: 'auto' } as const;

  test('the files that are about to be damaged are good', () => {
    for (const files of goodFiles) expect(isSound(() => importFiles(files, options))).toBe(true);
  });

  test('any bytes after the start of a known kind of file', () => {
    const starts = goodFiles.flat().map(({ bytes }) => bytes);
    const start = fc.tuple(fc.constantFrom(...starts), fc.nat({ max: 60 })).map(([bytes, length]) => bytes.subarray(0, length));
    const name = fc.constantFrom('f', 'f.bin', 'a/f.png', 'x.npy', '../f');
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), name, (head, rest, called) => {
        isSound(() => importFiles([{ name: called, bytes: Buffer.concat([head, rest]) }], options));
      }),
      { numRuns: 2000 },
    );
  });

  test('good files with bytes changed, cut out or doubled', () => {
    fc.assert(
      fc.property(damagedFiles, (files) => {
        isSound(() => importFiles(files, options));
      }),
      { numRuns: 4000 },
    );
  });

  test('nothing is written anywhere while files are read, whatever they hold', { timeout: 60_000 }, async () => {
    const script = fileURLToPath(new URL('./support/import-under-guard.ts', import.meta.url));
    // Node itself refuses every write, and the script ends with what it refused.
    const guards = ['--permission', '--allow-fs-read=*', '--disable-warning=SecurityWarning'];
    const { stdout } = await promisify(execFile)(process.execPath, [...guards, script, '1500']);
    const { tables, refused, isGuarded } = z
      .object({ tables: z.number(), refused: z.number(), isGuarded: z.boolean() })
      .parse(JSON.parse(stdout));
    expect(isGuarded).toBe(true);
    expect(tables + refused).toBe(goodFiles.length + 1500);
    expect(tables).toBeGreaterThanOrEqual(goodFiles.length);
    expect(refused).toBeGreaterThan(100);
  });

  test('good tables come back as they were written, whatever the delimiter, quotes and line ends', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    const row = fc.tuple(value, value, fc.constantFrom('p', 'q'));
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 4, maxLength: 30 }).filter((rows) => new Set(rows.map(([, , label]) => label)).size === 2),
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        (rows, delimiter, lineEnd, isQuoted) => {
          const lines = [['first', 'second', 'kind'], ...rows].map((cells) =>
            cells.map((cell) => (isQuoted ? `"${cell}"` : String(cell))).join(delimiter),
          );
          const table = parseTable('f.csv', new TextEncoder().encode(lines.join(lineEnd)), { target: null, task: 'auto' });
          expect(table.features).toEqual(Float32Array.from(rows.flatMap(([first, second]) => [first + 0, second + 0])));
          expect(table.target).toMatchObject({ labels: Int32Array.from(rows, ([, , label]) => (label === 'p' ? 0 : 1)) });
        },
      ),
    );
  });
});
