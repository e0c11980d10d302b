/** Whatever the bytes, reading them ends in a sound table or in a sentence. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import { parseTable } from '#datasets/parse-table';

function check(bytes: Uint8Array, target: string | null, task: 'auto' | 'classification' | 'regression'): boolean {
  let table: Table;
  try {
    table = parseTable('f.csv', bytes, { target, task });
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
    expect(new Set(labels)).toEqual(new Set(classNames.keys()));
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
