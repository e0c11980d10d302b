/** Keeping tables on disk: the same content once, whole or not at all, and damage found. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generate } from '#core/data/generate';
import type { Table } from '#core/data/table';
import { LabError, type Failure } from '#core/failure';
import { createDatasetFiles } from '#datasets/dataset-files';
import { tableHash } from '#datasets/hash';

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dataset-files-'));
});
afterEach(() => {
  fs.rmSync(directory, { recursive: true });
});

const classes = generate({ kind: 'moons', samples: 11, noise: 0.1, seed: 1 });
const named: Table = {
  features: Float32Array.of(1, -0, 3e38, 1e-45),
  featureNames: ['größe "m"', '日本'],
  rows: 2,
  target: { kind: 'class', name: 'kind', labels: Int32Array.of(1, 0), classNames: ['a', 'b\n'] },
};
const image: Table = { ...named, image: { channels: 1, height: 1, width: 2 }, givenSplit: { trainRows: 1 } };
const values: Table = { ...named, target: { kind: 'value', name: 'price', values: Float32Array.of(0.1, 2) } };

function failureOfLoading(file: string): Failure | null {
  try {
    createDatasetFiles(directory).load(file);
  } catch (error) {
    if (error instanceof LabError) return error.failure;
    throw error;
  }
  return null;
}

describe('save and load', () => {
  test.each([
    ['made data', classes],
    ['named classes', named],
    ['values', values],
    ['images with a division of their own', image],
  ])('%s come back as they were', (_, table) => {
    const files = createDatasetFiles(directory);
    const { hash, file } = files.save(table);
    expect(files.load(file)).toEqual(table);
    expect(file).toBe(`datasets/${hash}.bsld`);
    expect(hash).toBe(tableHash(table));
  });

  test('the same content is kept once, other content beside it', () => {
    const files = createDatasetFiles(directory);
    const first = files.save(values);
    expect(files.save(structuredClone(values))).toEqual(first);
    files.save(named);
    expect(fs.readdirSync(path.join(directory, 'datasets'))).toHaveLength(2);
  });

  test('what a crash left of an earlier attempt does not stand in the way and does not stay', () => {
    const files = createDatasetFiles(directory);
    const { file } = files.save(values);
    const target = path.join(directory, file);
    fs.renameSync(target, `${target}.tmp`);
    fs.truncateSync(`${target}.tmp`, 20);
    files.save(values);
    expect(fs.readdirSync(path.join(directory, 'datasets'))).toEqual([path.basename(file)]);
    expect(files.load(file)).toEqual(values);
  });

  test('a damaged file is written again', () => {
    const files = createDatasetFiles(directory);
    const { file } = files.save(values);
    fs.truncateSync(path.join(directory, file), 5);
    files.save(values);
    expect(files.load(file)).toEqual(values);
  });

  test('a folder that cannot be written to is named', () => {
    fs.writeFileSync(path.join(directory, 'datasets'), '');
    expect(() => createDatasetFiles(directory).save(values)).toThrow(
      `The data folder ${directory} cannot be written to. Choose another one, or change its permissions.`,
    );
  });
});

describe('damage', () => {
  test('every flipped byte is found', () => {
    const { file } = createDatasetFiles(directory).save(values);
    const target = path.join(directory, file);
    const bytes = fs.readFileSync(target);
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] ^= 1;
      fs.writeFileSync(target, flipped);
      const reason = 'Its content is not what was saved. Import the data again.';
      expect(failureOfLoading(file)).toEqual({ kind: 'storageDamaged', file, reason });
    }
  });

  test('a missing file is told', () => {
    const file = `datasets/${'0'.repeat(64)}.bsld`;
    expect(failureOfLoading(file)).toEqual({ kind: 'storageDamaged', file, reason: 'It is missing. Import the data again.' });
  });

  test.each([['not a table'], ['BSLDATA1'], [`BSLDATA1\u0002\0\0\0{}`], ['BSLDATA1\xff\xff\xff\xff']])(
    'a file with the right hash and the wrong content (%j) is refused',
    (content) => {
      const bytes = Buffer.from(content, 'latin1');
      const hash = createHash('sha256').update(bytes).digest('hex');
      const file = `datasets/${hash}.bsld`;
      fs.mkdirSync(path.join(directory, 'datasets'));
      fs.writeFileSync(path.join(directory, file), bytes);
      expect(failureOfLoading(file)).toMatchObject({ kind: 'storageDamaged', reason: 'It does not hold a table. Import the data again.' });
    },
  );

  test.each([['../secret'], ['datasets/../../secret'], ['/etc/passwd'], [`datasets/${'0'.repeat(64)}.bsld/..`], ['']])(
    'a path outside the folder of data (%j) is refused',
    (file) => {
      expect(failureOfLoading(file)).toEqual({ kind: 'storageDamaged', file, reason: 'This is not the name of a file of data.' });
    },
  );
});

describe('tableHash', () => {
  test('differs in every part of a table', () => {
    const variants: Table[] = [
      values,
      named,
      image,
      { ...image, image: { channels: 2, height: 1, width: 1 } },
      { ...image, givenSplit: { trainRows: 2 } },
      { ...values, featureNames: ['a', 'b'] },
      { ...values, features: Float32Array.of(1, 0, 3e38, 1e-45) },
      { ...values, target: { kind: 'value', name: 'cost', values: Float32Array.of(0.1, 2) } },
      { ...values, target: { kind: 'value', name: 'price', values: Float32Array.of(0.1, 3) } },
      { ...named, target: { kind: 'class', labels: Int32Array.of(1, 0), classNames: ['a', 'b\n'] } },
    ];
    expect(new Set(variants.map(tableHash)).size).toBe(variants.length);
  });

  test('of a table that is no image and has no division of its own is what it was before there were any', () => {
    expect(tableHash({ ...named, featureNames: ['a', 'b'] })).toBe('17f107eccf517dab7363671548945b8b4d32058680275c177a1657083a2657bc');
  });

  test('does not depend on where in memory the values lie', () => {
    const shifted = new Float32Array(Float32Array.of(9, ...values.features).buffer, 4);
    expect(tableHash({ ...values, features: shifted })).toBe(tableHash(values));
  });
});
