/** Whatever the bytes, reading them ends in a sound table or in a sentence. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import { importFiles } from '#datasets/import-sources';
import { parseTable } from '#datasets/parse-table';
import { cifar, float32, idx, idxImages, int64, jpg, npy, png, tar, zip } from '#test/datasets/support/made-files';

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

type Wound = readonly ['set' | 'flip' | 'cut' | 'double' | 'end', { readonly at: number; readonly length: number; readonly byte: number }];

function wounded(bytes: Uint8Array, wounds: readonly Wound[]): Uint8Array {
  let now = Buffer.from(bytes);
  for (const [kind, { at, length, byte }] of wounds) {
    const from = Math.floor(at * now.length);
    const to = Math.min(now.length, from + length);
    if (kind === 'set') now.fill(byte, from, to);
    else if (kind === 'flip' && from < now.length) now[from] ^= 1 << (byte % 8);
    else if (kind === 'cut') now = Buffer.concat([now.subarray(0, from), now.subarray(to)]);
    else if (kind === 'double') now = Buffer.concat([now.subarray(0, to), now.subarray(from)]);
    else if (kind === 'end') now = now.subarray(0, from);
  }
  return now;
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

  const images = idxImages(6, 2, 3);
  const labels = idx([6], [3, 5, 7, 3, 5, 7]);
  const x = npy("'<f4'", [4, 2], float32(1, 2, 3, 4, 5, 6, 7, 8));
  const y = npy("'<i8'", [4], int64(0, 1, -1, 1));
  const pictures = ['a/1.png', 'a/2.jpg', 'b/1.png', 'b/2.jpg'].map((name) => ({
    name,
    content: name.endsWith('png') ? png(3, 2, [9, 99, 199, 255]) : jpg(3, 2, [9, 99, 199, 255]),
  }));
  const asFiles = (entries: readonly { readonly name: string; readonly content: Uint8Array }[]) =>
    entries.map(({ name, content }) => ({ name, bytes: content }));
  const good = [
    asFiles([
      { name: 'train-images', content: images },
      { name: 'train-labels', content: labels },
    ]),
    asFiles([
      {
        name: 'mnist.tgz',
        content: tar([
          { name: 'i', content: images },
          { name: 'l', content: labels },
        ]),
      },
    ]),
    asFiles([
      { name: 'i.gz', content: gzipSync(images) },
      { name: 'l', content: labels },
    ]),
    asFiles([{ name: 'c.bin', content: cifar([[1], [2], [3], [3]]) }]),
    asFiles([
      {
        name: 'a.npz',
        content: zip([
          { name: 'x.npy', content: x },
          { name: 'y.npy', content: y },
        ]),
      },
    ]),
    asFiles([
      { name: 'x.npy', content: x },
      { name: 'y.npy', content: y },
    ]),
    asFiles(pictures),
    asFiles([{ name: 'p.zip', content: zip(pictures) }]),
  ];
  const options = { target: null, task: 'auto' } as const;

  test('the files that are about to be damaged are good', () => {
    for (const files of good) expect(isSound(() => importFiles(files, options))).toBe(true);
  });

  test('any bytes after the start of a known kind of file', () => {
    const starts = good.flat().map(({ bytes }) => bytes);
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
    const damage = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat({ max: 40 }), byte: fc.nat({ max: 255 }) });
    const kind = fc.constantFrom('set', 'flip', 'cut', 'double', 'end');
    fc.assert(
      fc.property(
        fc.constantFrom(...good),
        fc.nat(),
        fc.array(fc.tuple(kind, damage), { minLength: 1, maxLength: 4 }),
        (files, which, wounds) => {
          const damaged = files.map((file, index) =>
            index === which % files.length ? { ...file, bytes: wounded(file.bytes, wounds) } : file,
          );
          isSound(() => importFiles(damaged, options));
        },
      ),
      { numRuns: 4000 },
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
