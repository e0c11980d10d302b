/** Importing from the disk, in a thread: folders, single files, progress, cancelling, and real MNIST where it is at hand. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import { createDatasetFiles } from '#datasets/dataset-files';
import type { ImportOptions } from '#datasets/import-options';
import { png } from '#test/datasets/support/made-files';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'import-paths-'));
  for (const [index, name] of ['pets/cat/1.png', 'pets/cat/2.png', 'pets/dog/1.png', 'pets/dog/old/2.png', 'pets/.git/x.png'].entries()) {
    fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), png(2, 2, [50 * index, 0, 0, 255], true));
  }
  fs.writeFileSync(path.join(folder, 'table.csv'), 'a,kind\n1,x\n2,y\n3,x\n4,y\n');
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const read = (paths: readonly string[], options: Partial<ImportOptions> = {}, signal?: AbortSignal): Promise<Table> =>
  createDatasetFiles(folder).read(
    { kind: 'paths', paths: paths.map((one) => path.join(folder, one)) },
    { target: null, task: 'auto', ...options },
    signal === undefined ? {} : { signal },
  );

describe('paths', () => {
  test('a folder with a folder for each class, however deep its images lie', async () => {
    const table = await read(['pets']);
    expect(table.target).toEqual({ kind: 'class', name: 'class', labels: Int32Array.of(0, 0, 1, 2), classNames: ['cat', 'dog', 'old'] });
    expect(table.features.map((value) => Math.round(value * 255)).filter((_, index) => index % 4 === 0)).toEqual(
      Float32Array.of(0, 50, 100, 150),
    );
  });

  test('several folders are a class each', async () => {
    const table = await read(['pets/dog', 'pets/cat']);
    expect(table.target).toMatchObject({ classNames: ['cat', 'dog', 'old'] });
  });

  test('a table, as bytes would give it', async () => {
    expect(await read(['table.csv'])).toMatchObject({ rows: 4, featureNames: ['a'], target: { name: 'kind', classNames: ['x', 'y'] } });
  });

  test('what is not there, and what cannot be used, is named', async () => {
    await expect(read(['nothing.csv'])).rejects.toThrow(/^Cannot read .*nothing\.csv: there is no such file\.$/);
    await expect(read(['pets/cat/1.png'])).rejects.toThrow('1.png: The image is in no folder.');
    fs.mkdirSync(path.join(folder, 'empty'), { recursive: true });
    await expect(read(['empty'])).rejects.toThrow('There are no files to import.');
  });
});

describe('cancelling', () => {
  test('ends the thread in the middle of a file', async () => {
    fs.writeFileSync(path.join(folder, 'long.csv'), 'a,b,c\n'.concat('1,2,3\n4,5,6\n'.repeat(1_000_000)));
    const controller = new AbortController();
    const files = createDatasetFiles(folder);
    const source = { kind: 'paths', paths: [path.join(folder, 'long.csv')] } as const;
    const parts: number[] = [];
    const onProgress = (part: number): void => {
      parts.push(part);
      controller.abort();
    };
    const reading = files.read(source, { target: null, task: 'auto' }, { onProgress, signal: controller.signal });
    await expect(reading).rejects.toSatisfy((error) => error instanceof LabError && error.failure.kind === 'cancelled');
    expect(parts).toHaveLength(1);
    expect(parts[0]).toBeLessThan(1);
  });

  test('comes in time before anything began', async () => {
    await expect(read(['table.csv'], {}, AbortSignal.abort())).rejects.toThrow('It was cancelled.');
  });
});

const mnist = path.resolve('../shared/data/mnist-t10k');
test.runIf(fs.existsSync(mnist))("MNIST's test images, as they are given away", async () => {
  const table = await createDatasetFiles(folder).read({ kind: 'paths', paths: [mnist] }, { target: null, task: 'auto' });
  expect([table.rows, table.image, table.givenSplit]).toEqual([10_000, { channels: 1, height: 28, width: 28 }, undefined]);
  if (table.target.kind !== 'class') throw new Error('digits are classes');
  const { labels, classNames } = table.target;
  expect(classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  const counts = classNames.map((_, label) => labels.reduce((count, other) => count + (other === label ? 1 : 0), 0));
  expect([counts, [...labels.subarray(0, 5)]]).toEqual([
    [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
    [7, 2, 1, 0, 4],
  ]);
  const mean = table.features.reduce((sum, value) => sum + value, 0) / table.features.length;
  expect(mean).toBeCloseTo(0.1325, 4);
});
