/** What the importers of images and arrays share: parts for training and testing become one table, with the classes of its labels. */
import { pixelNames } from '#core/data/pixel-names';
import type { ImageShape, Table, Target } from '#core/data/table';
import { badTable } from '#datasets/bad-table';
import { checkTableSize } from '#datasets/limits';
import { classColumn } from '#datasets/target-column';

/** Of a file, or of what its name says it is for; a part without a name like "train" or "test" is `all`. */
export type PartKind = 'train' | 'test' | 'all';

/** "train-images-idx3-ubyte", "t10k-labels.gz", "data_batch_1.bin", "X_test.npy", "train/cat". */
export function partOf(name: string): PartKind {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  if (words.some((word) => word === 't10k' || word === 'test' || word === 'testing')) return 'test';
  return words.some((word) => word === 'train' || word === 'training') ? 'train' : 'all';
}

/** Rows of the training part first: a table with both parts has a division of its own. */
export function givenSplit(trainRows: number, testRows: number): Pick<Table, 'givenSplit'> {
  return trainRows > 0 && testRows > 0 ? { givenSplit: { trainRows } } : {};
}

/** Room for the features of so many images. Throws LabError `badTable` where they do not fit in memory. */
export function imageFeatures(file: string, rows: number, { channels, height, width }: ImageShape): Float32Array {
  checkTableSize(file, rows, channels * height * width);
  return new Float32Array(rows * channels * height * width);
}

export function imageTable(
  features: Float32Array,
  image: ImageShape,
  target: Target,
  parts: { readonly trainRows: number; readonly testRows: number },
): Table {
  const rows = parts.trainRows + parts.testRows;
  return { features, featureNames: pixelNames(image), rows, target, image, ...givenSplit(parts.trainRows, parts.testRows) };
}

/** Classes are the labels that occur, in their order. Throws LabError `badTable` where all are alike. */
export function numberClasses(file: string, name: string, labels: ArrayLike<number>): Target {
  const column = classColumn(file, name, labels.length);
  for (let row = 0; row < labels.length; row++) column.add(row, labels[row]);
  return column.finish();
}

/** Classes with names of their own, all of which count. */
export function namedClasses(file: string, labels: Int32Array, classNames: readonly string[]): Target {
  if (labels.every((label) => label === labels[0])) throw badTable(file, 'All images are of one class, so there is nothing to learn.');
  return { kind: 'class', name: 'class', labels, classNames };
}
