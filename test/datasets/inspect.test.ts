/** Looking into files before they are imported: what is told is what the import then does. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Inspection, TableInspection } from '#contract/inspection';
import { LabError } from '#core/failure';
import { importFiles } from '#datasets/import-sources';
import type { ImportOptions } from '#datasets/import-options';
import { inspectFiles } from '#datasets/inspect-sources';
import { cifar, float32, idx, idxImages, npy, png, zip } from '#test/datasets/support/made-files';

const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);
const look = (name: string, bytes: Uint8Array, options: Partial<ImportOptions> = {}, size = bytes.length): Inspection =>
  inspectFiles([{ name, bytes, size }], { target: null, task: 'auto', ...options });
function table(content: string | Uint8Array, options: Partial<ImportOptions> = {}, size?: number): TableInspection {
  const bytes = typeof content === 'string' ? bytesOf(content) : content;
  const inspection = look('f.csv', bytes, options, size);
  if (inspection.kind !== 'table') throw new Error(JSON.stringify(inspection));
  return inspection;
}

const plain = 'a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n';
const gaps = 'a;b;kind\n1,5;2;x\n;4;y\n5;NA;x\n6;8;y\n9;1;x\n2;5;y\n';

describe('a table', () => {
  test('is told with its layout, columns, first rows and what would come of it', () => {
    expect(table(plain)).toEqual({
      kind: 'table',
      isWhole: true,
      encoding: 'UTF-8',
      delimiter: ',',
      decimalMark: '.',
      hasHeader: true,
      columns: [
        { name: 'a', kind: 'number', missing: 0, role: 'feature' },
        { name: 'b', kind: 'number', missing: 0, role: 'feature' },
        { name: 'kind', kind: 'words', missing: 0, role: 'target' },
      ],
      head: [
        ['1', '2', 'x'],
        ['3', '4', 'y'],
        ['5', '6', 'x'],
        ['7', '8', 'y'],
      ],
      rows: 4,
      incomplete: { rows: 0, first: [] },
      features: 2,
      target: { kind: 'class', classes: 2 },
      problem: null,
    });
  });

  test('with missing values says where, what the import would say, and how many rows would be left', () => {
    const refused = table(gaps);
    expect(refused).toMatchObject({ delimiter: ';', decimalMark: ',', features: null, target: null });
    expect(refused.problem).toBe('f.csv, row 3, column "a": The cell is empty. Fill it in or remove the row.');
    expect(refused.incomplete).toEqual({
      rows: 2,
      first: [
        { line: 3, column: 'a' },
        { line: 4, column: 'b' },
      ],
    });
    expect(table(gaps, { missing: 'dropRows' })).toMatchObject({ rows: 4, features: 2, problem: null, incomplete: { rows: 2 } });
    expect(table(gaps, { missing: 'mean' })).toMatchObject({ rows: 6, features: 2, problem: null });
  });

  test('that an import would refuse is shown all the same', () => {
    const uneven = table('a,b\n1,2\n3\n');
    expect(uneven.problem).toBe('f.csv, row 3: The row has 1 cell where 2 are expected.');
    expect(uneven.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(uneven.head).toEqual([['1', '2'], ['3']]);
    const words = 'colour,a,kind\nred,1,x\nblue,2,y\nred,3,x\ngreen,4,y\n';
    expect(table(words).problem).toContain('column "colour": The column holds text');
    expect(table(words, { words: 'oneHot' })).toMatchObject({ features: 4, problem: null });
  });

  test('heeds what a person says of target, columns, kind of target, header and lines above', () => {
    const content = plain.replace('7,8', '5,8');
    expect(table(content, { target: 'a' }).problem).toContain('column "kind": The column holds text');
    expect(table(content, { target: 'a', columns: ['b'] })).toMatchObject({ features: 1, target: { kind: 'class', classes: 3 } });
    expect(table(content, { target: 'a', columns: ['b'], task: 'regression' }).target).toEqual({ kind: 'value' });
    expect(table(content, { target: 'a', columns: ['b'] }).columns.map(({ role }) => role)).toEqual(['target', 'feature', 'unused']);
    expect(table('1,2,x\n3,4,y\n5,6,x\n7,8,y\n', { hasHeader: true }).problem).toContain('3 rows');
    const headless = table(plain, { hasHeader: false });
    expect([headless.hasHeader, headless.problem]).toEqual([false, 'f.csv, row 1, column "column 1": "a" is not a number.']);
    expect(table(`made in 2020\n${plain}`, { skipLines: 1 })).toMatchObject({ rows: 4, problem: null });
  });

  test.each([
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(plain, 'utf16le')])],
    ['Windows-1252', Buffer.from(plain.replace('kind', 'Säure'), 'latin1')],
  ])('in %s is read as such', (encoding, bytes) => {
    expect(table(bytes)).toMatchObject({ encoding, rows: 4, problem: null });
  });

  test('of which there is only a part is told by its whole lines, and not blamed for what the rest may mend', () => {
    const long = `a,b,kind\n${'1,2,ä\n'.repeat(50)}`;
    for (const size of [bytesOf(long).length - 1, bytesOf(long).length - 3, bytesOf(long).length - 5]) {
      const part = table(bytesOf(long).subarray(0, size), {}, 1_000_000);
      expect(part).toMatchObject({
        isWhole: false,
        encoding: 'UTF-8',
        rows: 49,
        features: 2,
        target: { kind: 'class', classes: null },
        problem: null,
      });
    }
    const wide = Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(`${plain}9,9,x\n`, 'utf16le').swap16()]);
    expect(table(wide.subarray(0, wide.length - 3), {}, 1000)).toMatchObject({ encoding: 'UTF-16', rows: 4, problem: null });
    expect(table(bytesOf(`${plain}9,oops,x\n9`), {}, 1000).problem).toBe('f.csv, row 6, column "b": "oops" is not a number.');
  });

  test('is promised exactly what the import then does', () => {
    const cell = fc.constantFrom('1', '2.5', '3,5', 'x', 'y', '', 'NA', '1e400');
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 9 });
    const options = fc.record({
      target: fc.constant(null),
      task: fc.constantFrom('auto' as const, 'classification' as const, 'regression' as const),
      missing: fc.constantFrom('refuse' as const, 'dropRows' as const, 'mean' as const),
      words: fc.constantFrom('refuse' as const, 'oneHot' as const),
    });
    fc.assert(
      fc.property(rows, fc.constantFrom(',', ';', '\t'), options, (cells, delimiter, chosen) => {
        const bytes = bytesOf([['a', 'b', 'c'], ...cells].map((row) => row.join(delimiter)).join('\n'));
        const promised = look('f.csv', bytes, chosen);
        let imported: { rows: number; features: number } | string;
        try {
          const made = importFiles([{ name: 'f.csv', bytes }], chosen);
          imported = { rows: made.rows, features: made.featureNames.length };
        } catch (error) {
          if (!(error instanceof LabError)) throw error;
          imported = error.message;
        }
        if (promised.kind === 'table') {
          const { problem, rows: kept, features } = promised;
          expect(problem ?? { rows: kept, features }).toEqual(imported);
        } else expect('problem' in promised && promised.problem).toBe(imported);
      }),
      { numRuns: 500 },
    );
  });
});

describe('other files', () => {
  const colours = ['a/1.png', 'a/2.png', 'b/1.png', 'b/2.png'].map((name) => ({ name, content: png(3, 2, [9, 99, 199, 255]) }));

  test('images are told with their size, classes and samples, and the size that is asked for', () => {
    const found = look('p.zip', zip(colours));
    expect(found).toMatchObject({
      kind: 'images',
      shape: { rows: 4, image: { channels: 3, height: 2, width: 3 } },
      classNames: ['a', 'b'],
      classCounts: [2, 2],
      images: { shape: { channels: 3, height: 2, width: 3 } },
    });
    expect(look('p.zip', zip(colours), { images: { width: 8, height: 8, colour: 'grey' } })).toMatchObject({
      shape: { image: { channels: 1, height: 8, width: 8 } },
    });
  });

  test('IDX, CIFAR and NumPy are recognised', () => {
    const images = { name: 'i.gz', bytes: gzipSync(idxImages(6, 2, 3)) };
    const labels = { name: 'l', bytes: idx([6], [3, 5, 7, 3, 5, 7]) };
    const pair = [images, labels].map((file) => ({ ...file, size: file.bytes.length }));
    expect(inspectFiles(pair, { target: null, task: 'auto' })).toMatchObject({
      kind: 'idx',
      classNames: ['3', '5', '7'],
      classCounts: [2, 2, 2],
    });
    expect(look('c.bin', cifar([[1], [2], [3], [3]]))).toMatchObject({ kind: 'cifar', shape: { rows: 4 } });
    expect(look('m.npy', npy("'<f4'", [4, 2], float32(1, 0, 2, 1, 3, 0, 4, 1)))).toMatchObject({
      kind: 'arrays',
      images: null,
      shape: { features: 1 },
    });
  });

  test('what cannot be read is told as the import would tell it, and of a part that it is one', () => {
    expect(look('f.txt', bytesOf('one\ntwo\n'))).toEqual({
      kind: 'unreadable',
      isPart: false,
      problem:
        'f.txt: The file has one column only. A table needs a feature and a target at least, separated by commas, semicolons, tabs or |.',
    });
    const archive = zip(colours);
    expect(look('p.zip', archive.subarray(0, 100), {}, archive.length)).toMatchObject({ kind: 'unreadable', isPart: true });
  });
});
