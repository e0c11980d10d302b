/** NumPy arrays to a table: features and targets in arrays of their own (x and y, or with _train and _test), or one array with the target last. */
import { featureNames } from '#core/data/generated-table';
import { pixelNames } from '#core/data/pixel-names';
import type { ImageShape, Table, Target } from '#core/data/table';
import { badTable, listed } from '#datasets/bad-table';
import { fits } from '#datasets/cells';
import type { ImportOptions } from '#datasets/import-options';
import { givenSplit, numberClasses } from '#datasets/labelled';
import { checkTableSize } from '#datasets/limits';
import { readNpy, type NpyArray } from '#datasets/npy';
import { baseName, type SourceFile } from '#datasets/source-file';
import { MOST_NUMBER_CLASSES } from '#datasets/survey';
import { valueColumn } from '#datasets/target-column';

type Role = 'x' | 'y' | 'x train' | 'y train' | 'x test' | 'y test';
interface Pair {
  readonly x: NpyArray;
  readonly y: NpyArray;
}
/** Of one row. `isChannelsLast` where the file has [height, width, channels] and the lab wants [channels, height, width]. */
interface RowLayout {
  readonly width: number;
  readonly image: ImageShape | null;
  readonly isChannelsLast: boolean;
}

const MOST_WHOLE_CLASSES = 1000;
const NAMES = 'Name them x and y, or x_train, y_train, x_test and y_test (features, data, images and labels, target will do too).';

/** Throws LabError `badTable`. */
export function arraysTable(files: readonly SourceFile[], options: Pick<ImportOptions, 'task'>): Table {
  const [first] = files;
  if (files.length === 1) return oneArray(readNpy(first.name, first.read()), options.task);
  const arrays = new Map<Role, NpyArray>();
  for (const file of files) {
    const role = roleOf(baseName(file.path).replace(/\.npy$/i, ''));
    const names = listed(files.map(({ path }) => baseName(path)));
    if (role === null || arrays.has(role)) throw badTable(first.name, `It cannot be told which arrays are which: ${names}. ${NAMES}`);
    arrays.set(role, readNpy(file.name, file.read()));
  }
  const train = pairOf(arrays, first.name, 'x train', 'y train') ?? pairOf(arrays, first.name, 'x', 'y');
  const test = pairOf(arrays, first.name, 'x test', 'y test');
  const pairs = [train, test].filter((pair) => pair !== null);
  if (pairs.length * 2 !== arrays.size) throw badTable(first.name, `The arrays make no pairs of features and targets. ${NAMES}`);
  return tableOfPairs(pairs, train === null ? 0 : train.y.length, options.task);
}

function roleOf(name: string): Role | null {
  const match = /^(?:(?:train|test)_?)?(x|features?|data|images?|y|labels?|targets?)(?:_?(?:train|test))?$/i.exec(name);
  if (match === null) return null;
  const axis = /^[xfdi]/i.test(match[1]) ? 'x' : 'y';
  const part = /^(?:train|test)|(?:train|test)$/i.exec(name)?.[0];
  if (part === undefined) return axis;
  return part.toLowerCase() === 'train' ? `${axis} train` : `${axis} test`;
}

function pairOf(arrays: ReadonlyMap<Role, NpyArray>, file: string, xRole: Role, yRole: Role): Pair | null {
  const [x, y] = [arrays.get(xRole), arrays.get(yRole)];
  if (x === undefined && y === undefined) return null;
  if (x === undefined || y === undefined)
    throw badTable(file, `There is an array "${x ? xRole : yRole}", but none "${x ? yRole : xRole}". ${NAMES}`);
  if (y.shape.length === 0 || y.length !== y.shape[0]) {
    throw badTable(y.file, `Targets must be one number a row; this array has the shape ${shapeText(y.shape)}.`);
  }
  if (x.shape.length === 0 || x.shape[0] !== y.length) {
    throw badTable(x.file, `There are ${x.shape.at(0) ?? 0} rows of features, but ${y.length} targets.`);
  }
  return { x, y };
}

function tableOfPairs(pairs: readonly Pair[], trainRows: number, task: ImportOptions['task']): Table {
  const [{ x, y }] = pairs;
  const layout = rowLayout(x);
  const rows = pairs.reduce((sum, pair) => sum + pair.y.length, 0);
  checkTableSize(x.file, rows, layout.width);
  const features = new Float32Array(rows * layout.width);
  const targets = new Float64Array(rows);
  let row = 0;
  for (const pair of pairs) {
    const [shape, wanted] = [pair.x, x].map((array) => shapeText(array.shape.slice(1)));
    if (shape !== wanted) throw badTable(pair.x.file, `A row has the shape ${shape} here and ${wanted} in ${x.file}.`);
    pair.x.copyTo(features, row * layout.width);
    pair.y.copyTo(targets, row);
    row += pair.y.length;
  }
  checkFinite(x.file, features, layout.width);
  if (layout.image !== null && pairs.every((pair) => pair.x.type === 'u1'))
    for (let at = 0; at < features.length; at++) features[at] /= 255;
  if (layout.isChannelsLast && layout.image !== null) channelsFirst(features, layout.image);
  return {
    features,
    featureNames: layout.image === null ? featureNames(layout.width) : pixelNames(layout.image),
    rows,
    target: targetOf(y, targets, task),
    ...(layout.image === null ? {} : { image: layout.image }),
    ...givenSplit(trainRows, rows - trainRows),
  };
}

/** A matrix whose last column is the target. */
function oneArray(array: NpyArray, task: ImportOptions['task']): Table {
  const [rows, columns] = array.shape;
  if (array.shape.length !== 2 || columns < 2) {
    const problem = `One array alone must be a matrix whose last column is the target; this one has the shape ${shapeText(array.shape)}.`;
    throw badTable(array.file, `${problem} Give features and targets as two arrays, x and y, in an .npz file.`);
  }
  checkTableSize(array.file, rows, columns);
  const all = new Float32Array(array.length);
  array.copyTo(all, 0);
  checkFinite(array.file, all, columns);
  const width = columns - 1;
  const features = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) features.set(all.subarray(row * columns, row * columns + width), row * width);
  const targets = Float64Array.from({ length: rows }, (_, row) => all[row * columns + width]);
  return { features, featureNames: featureNames(width), rows, target: targetOf(array, targets, task) };
}

function rowLayout({ file, shape }: NpyArray): RowLayout {
  const [, a = 1, b = 1, c = 1] = shape;
  const isChannelCount = (size: number): boolean => size === 1 || size === 3 || size === 4;
  const image = (channels: number, height: number, width: number, isChannelsLast: boolean): RowLayout => ({
    width: channels * height * width,
    image: { channels, height, width },
    isChannelsLast,
  });
  if (shape.length <= 2) return { width: a, image: null, isChannelsLast: false };
  if (shape.length === 3) return image(1, a, b, false);
  if (shape.length === 4 && isChannelCount(c)) return image(c, a, b, c > 1);
  if (shape.length === 4 && isChannelCount(a)) return image(a, b, c, false);
  const problem = `Features of the shape ${shapeText(shape)} cannot be used: they are [rows, columns], [rows, height, width] or images with 1, 3 or 4 channels.`;
  throw badTable(file, problem);
}

function channelsFirst(features: Float32Array, { channels, height, width }: ImageShape): void {
  const pixels = height * width;
  const row = new Float32Array(channels * pixels);
  for (let from = 0; from < features.length; from += row.length) {
    row.set(features.subarray(from, from + row.length));
    for (let index = 0; index < row.length; index++)
      features[from + (index % channels) * pixels + Math.floor(index / channels)] = row[index];
  }
}

/** Single precision must hold every value. */
function checkFinite(file: string, values: Float32Array, width: number): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return;
  throw badTable(file, `Value ${(at % width) + 1} of row ${Math.floor(at / width) + 1} is missing, not finite or too large.`);
}

/** Whole numbers are classes unless there are very many, or a regression is asked for. */
function targetOf({ file, type }: NpyArray, targets: Float64Array, task: ImportOptions['task']): Target {
  const wrong = targets.findIndex((value) => !fits(value));
  if (wrong !== -1) throw badTable(file, `Target ${wrong + 1} is missing, not finite or too large.`);
  const mostClasses = type.startsWith('f') ? MOST_NUMBER_CLASSES : MOST_WHOLE_CLASSES;
  const isFewWhole = targets.every(Number.isInteger) && new Set(targets).size <= mostClasses;
  if (task === 'classification' || (task === 'auto' && isFewWhole)) return numberClasses(file, 'y', targets);
  const column = valueColumn(file, 'y', targets.length);
  for (const [row, value] of targets.entries()) column.add(row, value);
  return column.finish();
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
