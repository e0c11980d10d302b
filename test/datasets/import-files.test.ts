/** Importers: whole files become the table they mean, malformed ones a sentence that says where. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import { importFiles } from '#datasets/import-sources';
import type { ImportOptions } from '#datasets/import-options';
import { cifar, float32, idx, idxImages, int64, jpg, npy, png, tar, zip } from '#test/datasets/support/made-files';

type Files = Readonly<Record<string, Uint8Array>>;
const read = (files: Files, options: Partial<ImportOptions> = {}): Table =>
  importFiles(
    Object.entries(files).map(([name, bytes]) => ({ name, bytes })),
    { target: null, task: 'auto', ...options },
  );

function sentence(files: Files, options: Partial<ImportOptions> = {}): string {
  try {
    read(files, options);
  } catch (error) {
    if (error instanceof LabError && error.failure.kind === 'badTable') return error.message;
    throw error;
  }
  return 'read without complaint';
}
const labelsOf = ({ target }: Table): unknown => (target.kind === 'class' ? [[...target.labels], target.classNames] : [...target.values]);
const zeros = (count: number): number[] => new Array<number>(count).fill(0);

describe('IDX', () => {
  const images = idxImages(6, 2, 3);
  const labels = idx([6], [3, 5, 7, 3, 5, 7]);

  test.each<[string, Files]>([
    ['plain', { 'images.idx3': images, 'labels.idx1': labels }],
    ['packed, labels first', { 'l.gz': gzipSync(labels), 'i.gz': gzipSync(images) }],
    [
      'in a zip',
      {
        'mnist.zip': zip([
          { name: 'a/images', content: images },
          { name: 'a/labels', content: labels },
        ]),
      },
    ],
    [
      'in a tar.gz',
      {
        'mnist.tgz': gzipSync(
          tar([
            { name: 'images', content: images },
            { name: 'labels', content: labels },
          ]),
        ),
      },
    ],
  ])('a pair %s', (_, files) => {
    const table = read(files);
    expect(table.features).toEqual(Float32Array.from({ length: 36 }, (__, at) => (Math.floor(at / 6) + (at % 6)) / 255));
    expect(table.featureNames).toEqual(['pixel 1,1', 'pixel 1,2', 'pixel 1,3', 'pixel 2,1', 'pixel 2,2', 'pixel 2,3']);
    expect(labelsOf(table)).toEqual([
      [0, 1, 2, 0, 1, 2],
      ['3', '5', '7'],
    ]);
    expect([table.image, table.givenSplit]).toEqual([{ channels: 1, height: 2, width: 3 }, undefined]);
  });

  test('two pairs: the training rows come first, whatever the order of the files', () => {
    const table = read({
      't10k-images-idx3-ubyte': idx([2, 1, 1], [9, 8]),
      't10k-labels-idx1-ubyte': idx([2], [1, 0]),
      'train-labels-idx1-ubyte': idx([3], [0, 1, 1]),
      'train-images-idx3-ubyte': idx([3, 1, 1], [1, 2, 3]),
    });
    expect([...table.features].map((value) => Math.round(value * 255))).toEqual([1, 2, 3, 9, 8]);
    expect(labelsOf(table)).toEqual([
      [0, 1, 1, 1, 0],
      ['0', '1'],
    ]);
    expect(table.givenSplit).toEqual({ trainRows: 3 });
  });

  test.each<[string, Files, string]>([
    [
      'a cut file',
      { i: images.subarray(0, 40), l: labels },
      'i: The header promises 6 x 2 x 3 values, which end at byte 52, but the file breaks off at byte 40.',
    ],
    [
      'a file that goes on',
      { i: Buffer.concat([images, labels]), l: labels },
      'i: The header promises 6 x 2 x 3 values, which end at byte 52, but the file goes on at byte 52.',
    ],
    ['a cut header', { i: images.subarray(0, 9), l: labels }, 'i: The file breaks off in its header, at byte 9.'],
    ['more images than labels', { i: images, l: idx([5], [1, 2, 1, 2, 1]) }, 'i: There are 6 images, but 5 labels in "l".'],
    ['no labels', { i: images, j: images }, 'i: Of "i" and "j", one must hold images and the other labels; both hold images.'],
    [
      'images alone',
      { i: images },
      'i: IDX data is a file of images and its file of labels, or two such pairs with "train" and "t10k" or "test" in their names. Given: "i".',
    ],
    [
      'a foreign file beside',
      { i: images, l: labels, x: Buffer.from('a,b\n') },
      'x: The file does not begin with the magic number of an IDX file (byte 0).',
    ],
    [
      'other sizes in the test part',
      { 'train-i': images, 'train-l': labels, 'test-i': idxImages(6, 3, 3), 'test-l': labels },
      'test-i: The images are 3 x 3 pixels large, those in "train-i" 2 x 3.',
    ],
    [
      'cut gzip',
      { 'i.gz': gzipSync(images).subarray(0, 30), l: labels },
      'i.gz: The compressed data breaks off at the end of the file, byte 30. Copy or download it again.',
    ],
    [
      'damaged gzip',
      { 'i.gz': gzipSync(images).fill(255, 10, 20), l: labels },
      'i.gz: The compressed data is damaged. Copy or download the file again.',
    ],
    [
      'a gzip bomb',
      { 'i.gz': gzipSync(Buffer.alloc(40_000_000)), l: labels },
      'i.gz: The file unpacks to more than 4 GB, or to more than 100 times its size. It is not unpacked.',
    ],
    [
      'one class',
      { i: images, l: idx([6], zeros(6)) },
      'l, column "label": Every row has the same value "0", so there is nothing to learn.',
    ],
    [
      'more values than fit',
      { i: idx([70_000, 60_000, 2], []), l: labels },
      'i: The header promises 70000 x 60000 x 2 values, which end at byte 8400000016, but the file breaks off at byte 16.',
    ],
  ])('%s', (_, files, expected) => {
    expect(sentence(files)).toBe(expected);
  });
});

describe('CIFAR', () => {
  const four = [[0], [9], [1], [1]];

  test('batches in order, the test batch last, named by the list that comes with them', () => {
    const names = Array.from({ length: 10 }, (_, index) => `kind ${index}`);
    const content = tar([
      { name: 'c/test_batch.bin', content: cifar([[7]]) },
      { name: 'c/batches.meta.txt', content: Buffer.from(names.join('\n') + '\n\n') },
      { name: 'c/data_batch_2.bin', content: cifar([[2], [2]]) },
      { name: 'c/data_batch_1.bin', content: cifar(four) },
      { name: 'c/readme.html', content: Buffer.from('<p>') },
    ]);
    const table = read({ 'cifar-10-binary.tar.gz': gzipSync(content) });
    expect(labelsOf(table)).toEqual([[0, 9, 1, 1, 2, 2, 7], names]);
    expect([table.image, table.givenSplit, table.rows]).toEqual([{ channels: 3, height: 32, width: 32 }, { trainRows: 6 }, 7]);
    expect(table.featureNames.filter((_, index) => index % 1024 === 33)).toEqual(['red 2,2', 'green 2,2', 'blue 2,2']);
    expect(table.features.subarray(3072, 6144)).toEqual(Float32Array.from({ length: 3072 }, (_, at) => (at % 256) / 255));
  });

  test('CIFAR-100 has the fine label', () => {
    const table = read({
      'train.bin': cifar([
        [1, 99],
        [1, 0],
        [3, 5],
        [3, 5],
      ]),
    });
    expect(table.target).toMatchObject({ labels: Int32Array.of(99, 0, 5, 5) });
    expect(table.target.kind === 'class' && table.target.classNames).toHaveLength(100);
  });

  test.each<[string, Files, string]>([
    [
      'a label out of range',
      { 'a.bin': cifar([[0], [10], [1], [1]]) },
      'a.bin: Image 2 (byte 3073) has the label 10; the labels of CIFAR-10 are 0 to 9.',
    ],
    [
      'a cut batch',
      { 'a.bin': cifar(four), 'b.bin': cifar(four).subarray(0, 5000) },
      'b.bin: The file breaks off at byte 5000, in the image that begins at byte 3073 (CIFAR-10).',
    ],
    [
      'no CIFAR at all',
      { 'a.bin': Buffer.alloc(5000) },
      'a.bin: The file has 5000 bytes. Images of CIFAR-10 take 3073 bytes and of CIFAR-100 3074, and it holds no whole number of either: it is cut off, or something else.',
    ],
    [
      'a cut tar',
      { 'c.tar': tar([{ name: 'a.bin', content: cifar(four) }]).subarray(0, 3000) },
      'c.tar: A file in the archive should end at byte 12804, but the archive ends at byte 3000.',
    ],
    [
      'a damaged tar',
      { 'c.tar': tar([{ name: 'a.bin', content: cifar(four) }]).fill('x', 0, 3) },
      'c.tar: The archive is damaged at byte 0.',
    ],
    [
      'a tar that leads out',
      { 'c.tar': tar([{ name: '../a.bin', content: cifar(four) }]) },
      'c.tar: The archive holds a file whose name leads out of it ("../a.bin"). It is not imported.',
    ],
  ])('%s', (_, files, expected) => {
    expect(sentence(files)).toBe(expected);
  });
});

describe('NumPy', () => {
  const x = npy("'<f4'", [4, 2], float32(1, 2, 3, 4, 5, 6, 7, 8));
  const y = npy("'<i8'", [4], int64(0, 1, -1, 1));
  const npz = (files: Files): Files => ({
    'data.npz': zip(Object.entries(files).map(([name, content]) => ({ name: `${name}.npy`, content }))),
  });

  test.each<[string, Files]>([
    ['an npz file', npz({ x, y })],
    ['two npy files under other names', { 'labels.npy': y, 'Features.npy': x }],
    ['columns first', npz({ X: npy("'<f4'", [4, 2], float32(1, 3, 5, 7, 2, 4, 6, 8), true), target: y })],
    ['bytes in the other order', npz({ data: npy("'>f4'", [4, 2], Buffer.from(float32(1, 2, 3, 4, 5, 6, 7, 8)).swap32()), y })],
    [
      'whole numbers',
      npz({
        x: npy("'|u1'", [4, 2], Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
        y: npy("'>i2'", [4, 1], Uint8Array.of(0, 0, 0, 1, 255, 255, 0, 1)),
      }),
    ],
  ])('%s', (_, files) => {
    const table = read(files);
    expect(table.features).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(labelsOf(table)).toEqual([
      [1, 2, 0, 2],
      ['-1', '0', '1'],
    ]);
    expect(table.image).toBe(undefined);
  });

  test('training and test arrays, as Keras keeps MNIST', () => {
    const table = read(
      npz({
        x_test: npy("'|u1'", [1, 1, 2], Uint8Array.of(255, 0)),
        y_test: npy("'|u1'", [1], Uint8Array.of(1)),
        x_train: npy("'|u1'", [3, 1, 2], Uint8Array.of(0, 51, 0, 255, 0, 0)),
        y_train: npy("'|u1'", [3], Uint8Array.of(0, 1, 0)),
      }),
    );
    expect(table.features).toEqual(Float32Array.of(0, 0.2, 0, 1, 0, 0, 1, 0));
    expect([table.image, table.givenSplit]).toEqual([{ channels: 1, height: 1, width: 2 }, { trainRows: 3 }]);
    expect(labelsOf(table)).toEqual([
      [0, 1, 0, 1],
      ['0', '1'],
    ]);
  });

  test('colours last become colours first', () => {
    const pixels = Float32Array.from({ length: 4 * 2 * 3 }, (_, at) => at);
    const table = read(npz({ x: npy("'<f4'", [4, 1, 2, 3], new Uint8Array(pixels.buffer)), y }));
    expect(table.image).toEqual({ channels: 3, height: 1, width: 2 });
    expect([...table.features.subarray(0, 6)]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  test('one matrix has the target last, and floating targets are values', () => {
    const table = read({ 'all.npy': npy("'<f4'", [4, 2], float32(1, 0.5, 2, 1.5, 3, 2.5, 4, 3.5)) });
    expect([...table.features, labelsOf(table)]).toEqual([1, 2, 3, 4, [0.5, 1.5, 2.5, 3.5]]);
  });

  test.each<[string, Files, string]>([
    [
      'objects',
      npz({ x: npy("'|O'", [4], Buffer.from('cos\nsystem\n')), y }),
      'data.npz/x.npy: The array holds Python objects, which can run programs when they are read. Save it as numbers.',
    ],
    [
      'texts',
      npz({ x, y: npy("'<U3'", [4], Buffer.alloc(48)) }),
      'data.npz/y.npy: The array holds texts. Save its classes as whole numbers.',
    ],
    [
      'records',
      npz({ x: npy("[('a', '<f4')]", [4], Buffer.alloc(16)), y }),
      'data.npz/x.npy: The array holds records with named fields. Save its columns as arrays of numbers.',
    ],
    [
      'a cut array',
      { 'x.npy': x.subarray(0, x.length - 3), 'y.npy': y },
      `x.npy: The header promises 4 x 2 values, which end at byte ${x.length}, but the file breaks off at byte ${x.length - 3}.`,
    ],
    [
      'a cut header',
      { 'x.npy': x.subarray(0, 20), 'y.npy': y },
      'x.npy: The header should end at byte 128, but the file breaks off at byte 20.',
    ],
    [
      'a missing value',
      npz({ x: npy("'<f4'", [4, 2], float32(1, 2, 3, NaN, 5, 6, 7, 8)), y }),
      'data.npz/x.npy: Value 2 of row 2 is missing, not finite or too large.',
    ],
    [
      'other numbers of rows',
      npz({ x, y: npy("'<i8'", [3], int64(0, 1, 0)) }),
      'data.npz/x.npy: There are 4 rows of features, but 3 targets.',
    ],
    [
      'several targets a row',
      npz({ x, y: npy("'<i8'", [2, 2], int64(0, 1, 0, 1)) }),
      'data.npz/y.npy: Targets must be one number a row; this array has the shape [2, 2].',
    ],
    [
      'unknown names',
      npz({ x, z: y }),
      'data.npz/x.npy: It cannot be told which arrays are which: "x.npy", "z.npy". Name them x and y, or x_train, y_train, x_test and y_test (features, data, images and labels, target will do too).',
    ],
  ])('%s', (_, files, expected) => {
    expect(sentence(files)).toBe(expected);
  });
});

describe('images by class', () => {
  const black = png(2, 2, [0, 0, 0, 255], true);
  const white = png(2, 2, [255, 0, 0, 255], true);

  test('grey images of the commonest size, in the order of their names', () => {
    const table = read({
      'pets/dog/2.png': white,
      'pets/cat/1.png': black,
      'pets/cat/3.png': png(4, 6, [51, 0, 0, 255], true),
      'pets/dog/1.PNG': black,
      'pets/dog/.DS_Store': Buffer.from('x'),
    });
    expect(table.image).toEqual({ channels: 1, height: 2, width: 2 });
    expect(table.features.map((value) => Math.round(value * 255))).toEqual(
      Float32Array.of(...zeros(4), 51, 51, 51, 51, ...zeros(4), 255, 255, 255, 255),
    );
    expect(labelsOf(table)).toEqual([
      [0, 0, 1, 1],
      ['cat', 'dog'],
    ]);
  });

  test('colour images of a size of their own, from a zip with a training and a test folder', () => {
    const content = png(4, 2, [255, 51, 0, 255]);
    const names = ['set/test/b/1.png', 'set/train/a/1.png', 'set/train/b/1.png', 'set/train/b/2.jpg'];
    const entries = names.map((name) => ({ name, content: name.endsWith('jpg') ? jpg(4, 2, [255, 51, 0, 255]) : content }));
    const table = read({ 'set.zip': zip([...entries, { name: '__MACOSX/x', content }]) }, { images: { width: 1, height: 1 } });
    expect([table.image, table.givenSplit]).toEqual([{ channels: 3, height: 1, width: 1 }, { trainRows: 3 }]);
    expect([...table.features.subarray(0, 3)].map((value) => Math.round(value * 255))).toEqual([255, 51, 0]);
    expect(Math.abs(table.features[7] - 0.2)).toBeLessThan(0.02);
    expect(labelsOf(table)).toEqual([
      [0, 1, 1, 1],
      ['a', 'b'],
    ]);
  });

  test('smaller images are means over areas, and what is transparent is white', () => {
    const picture = png(3, 1, [0, 0, 0, 255]);
    const clear = png(3, 1, [0, 0, 0, 0]);
    const files = { 'a/1.png': picture, 'a/2.png': clear, 'b/1.png': png(3, 1, [0, 0, 0, 51]), 'b/2.png': picture };
    const table = read(files, { images: { width: 2, height: 1, colour: 'grey' } });
    expect([...table.features].map((value) => Math.round(value * 1000) / 1000)).toEqual([0, 0, 1, 1, 0.8, 0.8, 0, 0]);
  });

  test.each<[string, Files, string | RegExp]>([
    [
      'a cut PNG',
      { 'a/1.png': black, 'b/x.png': black.subarray(0, 50), 'b/2.png': white, 'b/3.png': white },
      /^b\/x\.png: The image is cut off or damaged \(.+\)\.$/,
    ],
    [
      'a damaged PNG',
      {
        'z.zip': zip([
          { name: 'a/1.png', content: Buffer.from(black).fill(7, 40, 50) },
          { name: 'b/2.png', content: black },
          { name: 'b/3.png', content: black },
          { name: 'b/4.png', content: black },
        ]),
      },
      /^z\.zip\/a\/1\.png: The image is cut off or damaged \(.+\)\.$/,
    ],
    [
      'a cut JPEG',
      { 'a/1.png': black, 'b/x.jpg': jpg(8, 8, [9, 9, 9, 255]).subarray(0, 400), 'b/2.png': white, 'b/3.png': white },
      /^b\/x\.jpg: (?:The image is cut off or damaged \(.+\)|This is not a PNG or JPEG image, or it is cut off in its header)\.$/,
    ],
    [
      'a text among images',
      { 'a/1.png': black, 'b/notes.txt': Buffer.from('hello'), 'b/2.png': white, 'b/3.png': white },
      'b/notes.txt: This is not a PNG or JPEG image, or it is cut off in its header.',
    ],
    [
      'a huge PNG',
      { 'a/1.png': Buffer.from(black).fill(0x7f, 16, 20), 'b/2.png': white },
      /^a\/1\.png: The image is 2139062143 x 2 pixels large; at most 32 million pixels can be read\.$/,
    ],
    [
      'no folders',
      { '1.png': black, '2.png': white },
      '1.png: The image is in no folder. Put the images of each class in a folder with the name of the class.',
    ],
    [
      'one folder',
      { 'a/1.png': black, 'a/2.png': white },
      'a/1.png: All images are in 1 folder. Put the images of each class in a folder with the name of the class.',
    ],
  ])('%s', (_, files, expected) => {
    if (typeof expected === 'string') expect(sentence(files)).toBe(expected);
    else expect(sentence(files)).toMatch(expected);
  });
});

describe('archives', () => {
  const content = Buffer.from('a,b\n1,x\n2,y\n3,x\n4,y\n');

  test('a table may be packed', () => {
    const plain = read({ 'a.csv': content });
    expect(read({ 'a.zip': zip([{ name: 'a.csv', content }]) })).toEqual(plain);
    expect(read({ 'a.csv.gz': gzipSync(content) })).toEqual(plain);
  });

  test.each<[string, Uint8Array, string]>([
    [
      'a name that leads out',
      zip([{ name: 'a/../../b.csv', content }]),
      'The archive holds a file whose name leads out of it ("a/../../b.csv"). It is not imported.',
    ],
    [
      'a name from the root',
      zip([{ name: '/etc/b.csv', content }]),
      'The archive holds a file whose name leads out of it ("/etc/b.csv"). It is not imported.',
    ],
    [
      'a name with a drive',
      zip([{ name: 'C:\\b.csv', content }]),
      'The archive holds a file whose name leads out of it ("C:\\\\b.csv"). It is not imported.',
    ],
    [
      'an encrypted file',
      zip([{ name: 'b.csv', content, isEncrypted: true }]),
      '"b.csv" in the archive is encrypted. Unpack the archive and import the folder.',
    ],
    [
      'a bomb',
      zip([{ name: 'b.csv', content: Buffer.alloc(30_000_000) }]),
      '"b.csv" in the archive unpacks to more than 4 GB, or to more than 100 times its size (29 MB). It is not unpacked.',
    ],
    [
      'a bomb that hides its size',
      zip([{ name: 'b.csv', content: Buffer.alloc(30_000_000), claimedSize: 900 }]),
      '"b.csv" in the archive is damaged (at byte 35).',
    ],
    [
      'many files that are one bomb together',
      zip(Array.from({ length: 12 }, (_, index) => ({ name: `${index}.csv`, content: Buffer.alloc(1_000_000) }))),
      'The archive unpacks to more than 4 GB, or to more than 100 times its size (11 MB). It is not unpacked.',
    ],
    [
      'a cut archive',
      zip([{ name: 'b.csv', content }]).subarray(0, 60),
      'The archive has no list of its files at its end (byte 60): it was cut off. Copy or download it again.',
    ],
    [
      'an archive in an archive',
      zip([{ name: 'b.zip', content: zip([{ name: 'b.csv', content }]) }]),
      'It holds further archives. Unpack it and import what is inside.',
    ],
    [
      'a workbook',
      zip([
        { name: '[Content_Types].xml', content },
        { name: 'xl/workbook.xml', content },
      ]),
      'This is a workbook or an archive, not text. Save the table as CSV first.',
    ],
    ['an empty archive', zip([]), 'There is nothing in it to import.'],
    [
      'two tables',
      zip([
        { name: 'b.csv', content },
        { name: 'c.csv', content },
      ]),
      'It cannot be told what these files are together: "b.csv", "c.csv". Import one table at a time.',
    ],
  ])('%s', (_, bytes, expected) => {
    expect(sentence({ 'f.zip': bytes })).toBe(`f.zip: ${expected}`);
  });

  test('no files at all', () => {
    expect(sentence({})).toBe('The import: There are no files to import.');
  });
});
