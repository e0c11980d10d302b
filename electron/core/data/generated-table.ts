/** What all made data shares: names, class sizes, and the table of rows in a mixed order. */
import type { Table } from '#core/data/table';

/** Rows of each class: as equal as can be, the first `rows % classes` classes get one more. */
export function classSizes(rows: number, classes: number): number[] {
  return Array.from({ length: classes }, (_, index) => Math.floor(rows / classes) + (index < rows % classes ? 1 : 0));
}

/** A table of `sorted` [rows, features], which holds the classes one after the other, with its rows in the given order. */
export function generatedTable(sorted: Float64Array, sizes: readonly number[], order: Int32Array): Table {
  const rows = order.length;
  const width = sorted.length / rows;
  const classOf = Int32Array.from(sizes.flatMap((size, index) => new Array<number>(size).fill(index)));
  const features = new Float32Array(sorted.length);
  for (let row = 0; row < rows; row++) {
    const from = order[row] * width;
    for (let column = 0; column < width; column++) features[row * width + column] = sorted[from + column];
  }
  return {
    features,
    featureNames: featureNames(width),
    rows,
    target: { kind: 'class', labels: order.map((from) => classOf[from]), classNames: classNames(sizes.length) },
  };
}

export function featureNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `feature ${index + 1}`);
}

export function classNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => className(index));
}

/** A, B, ... Z, AA, AB, ... as spreadsheets name their columns. */
function className(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : className(Math.floor(index / 26) - 1) + last;
}
