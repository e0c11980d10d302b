/** Pairs of IDX files, images and their labels, to a table: MNIST, Fashion-MNIST, KMNIST and their like. */
import { featureNames } from '#core/data/generated-table';
import type { Table } from '#core/data/table';
import { badTable, listed, quoted } from '#datasets/bad-table';
import { readIdx, type IdxArray } from '#datasets/idx';
import { givenSplit, imageFeatures, imageTable, numberClasses, partOf } from '#datasets/labelled';
import { checkTableSize } from '#datasets/limits';
import { baseName, type SourceFile } from '#datasets/source-file';

interface Pair {
  readonly images: IdxArray;
  readonly labels: IdxArray;
}

const MOST_LABEL = 65_535;

/** Pixels that are bytes become 0 to 1. Rows of the training pair come first. Throws LabError `badTable`. */
export function idxTable(files: readonly SourceFile[]): Table {
  const arrays = files.map((file) => readIdx(file.name, file.read()));
  const { train, test } = pairs(arrays);
  const all = [train, test].filter((pair) => pair !== null);
  const [{ images: first }] = all;
  for (const pair of all) checkPair(pair, first);
  const rows = all.reduce((sum, { labels }) => sum + labels.length, 0);
  const labels = new Int32Array(rows);
  const trainRows = train?.labels.length ?? 0;
  const parts = { trainRows, testRows: rows - trainRows };
  const [, height, width] = first.sizes;
  const image = { channels: 1, height, width };
  const isImage = first.sizes.length === 3;
  if (!isImage) checkTableSize(first.file, rows, height);
  const features = isImage ? imageFeatures(first.file, rows, image) : new Float32Array(rows * height);
  fill(all, features, labels);
  const target = numberClasses(all[0].labels.file, 'label', labels);
  if (isImage) return imageTable(features, image, target, parts);
  return { features, featureNames: featureNames(height), rows, target, ...givenSplit(parts.trainRows, parts.testRows) };
}

function fill(pairsInOrder: readonly Pair[], features: Float32Array, labels: Int32Array): void {
  let at = 0;
  let row = 0;
  for (const { images, labels: given } of pairsInOrder) {
    const scale = images.isBytes ? 1 / 255 : 1;
    for (let index = 0; index < images.length; index++) {
      const value = Math.fround(images.value(index) * scale);
      if (!Number.isFinite(value)) throw badTable(images.file, `Value ${index + 1} is not a finite number.`);
      features[at++] = value;
    }
    for (let index = 0; index < given.length; index++) {
      const label = given.value(index);
      if (!Number.isInteger(label) || label < 0 || label > MOST_LABEL) {
        throw badTable(given.file, `Label ${index + 1} is ${label}; labels are whole numbers from 0 to ${MOST_LABEL}.`);
      }
      labels[row++] = label;
    }
  }
}

/** Images have two sizes or three, labels one; which belong together is told by their names where there are two pairs. */
function pairs(arrays: readonly IdxArray[]): { readonly train: Pair | null; readonly test: Pair | null } {
  if (arrays.length === 2) {
    const pair = pairOf(arrays);
    return partOf(baseName(pair.images.file)) === 'test' ? { train: null, test: pair } : { train: pair, test: null };
  }
  const names = listed(arrays.map(({ file }) => baseName(file)));
  const test = arrays.filter(({ file }) => partOf(baseName(file)) === 'test');
  const train = arrays.filter(({ file }) => !test.some((other) => other.file === file));
  if (train.length !== 2 || test.length !== 2) {
    const problem =
      'IDX data is a file of images and its file of labels, or two such pairs with "train" and "t10k" or "test" in their names.';
    throw badTable(arrays[0].file, `${problem} Given: ${names}.`);
  }
  return { train: pairOf(train), test: pairOf(test) };
}

function pairOf(two: readonly IdxArray[]): Pair {
  const images = two.find(({ sizes }) => sizes.length > 1);
  const labels = two.find(({ sizes }) => sizes.length === 1);
  if (images === undefined || labels === undefined) {
    const [one, other] = two.map(({ file }) => quoted(baseName(file)));
    throw badTable(
      two[0].file,
      `Of ${one} and ${other}, one must hold images and the other labels; both hold ${images ? 'images' : 'labels'}.`,
    );
  }
  return { images, labels };
}

function checkPair({ images, labels }: Pair, first: IdxArray): void {
  if (images.sizes.length > 3) throw badTable(images.file, `Arrays of ${images.sizes.length} sizes cannot be used; images have three.`);
  if (images.sizes[0] !== labels.length) {
    throw badTable(images.file, `There are ${images.sizes[0]} images, but ${labels.length} labels in ${quoted(baseName(labels.file))}.`);
  }
  const [size, wanted] = [images, first].map(({ sizes }) => sizes.slice(1).join(' x '));
  if (size !== wanted)
    throw badTable(images.file, `The images are ${size} pixels large, those in ${quoted(baseName(first.file))} ${wanted}.`);
}
