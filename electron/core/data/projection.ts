/**
 * A flat picture of data with many features: its two principal components, found by power iteration on a sample of the rows
 * (Golub & Van Loan, Matrix Computations, section 8.2). The covariance matrix is never formed.
 */
import { spreadRows } from '#core/data/spread-rows';
import type { Table } from '#core/data/table';

export interface Projection {
  /** The row of the table of each point. */
  readonly rows: Int32Array;
  /** First and second component of each point. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Class index of each point; null for values to predict. */
  readonly label: Int32Array | null;
  /** Share of the sample's variance that lies along each of the two. */
  readonly explained: readonly [number, number];
}

/** Cells looked at, so that a wide table takes no longer than a long one. */
const MOST_CELLS = 1_000_000;
const MOST_POINTS = 1000;
const MOST_ROUNDS = 60;
const TOLERANCE = 1e-6;

/** Every feature is centred; with `isStandardized` also brought to variance 1, for columns of different units. */
export function project(table: Table, isStandardized: boolean): Projection {
  const width = table.featureNames.length;
  const rows = spreadRows(table.rows, Math.max(2, Math.min(MOST_POINTS, Math.floor(MOST_CELLS / width))));
  const cells = centred(table, rows, isStandardized);
  const variance = cells.reduce((sum, cell) => sum + cell * cell, 0);
  const { target } = table;
  const first = component(cells, rows.length, width, null);
  const second = component(cells, rows.length, width, first);
  const x = scores(cells, rows.length, width, first);
  const y = scores(cells, rows.length, width, second);
  const share = (column: Float32Array): number => (variance === 0 ? 0 : column.reduce((sum, score) => sum + score * score, 0) / variance);
  return { rows, x, y, label: target.kind === 'class' ? rows.map((row) => target.labels[row]) : null, explained: [share(x), share(y)] };
}

/** [rows, width] of the sample, each column around its mean. */
function centred({ features, featureNames }: Table, rows: Int32Array, isStandardized: boolean): Float32Array {
  const width = featureNames.length;
  const cells = new Float32Array(rows.length * width);
  for (let column = 0; column < width; column++) {
    let mean = 0;
    for (const row of rows) mean += features[row * width + column] / rows.length;
    let variance = 0;
    for (const row of rows) variance += (features[row * width + column] - mean) ** 2 / rows.length;
    const scale = isStandardized ? (variance > 0 ? 1 / Math.sqrt(variance) : 0) : 1;
    rows.forEach((row, index) => {
      cells[index * width + column] = (features[row * width + column] - mean) * scale;
    });
  }
  return cells;
}

/** The direction of largest variance, at right angles to the one before; its largest weight is positive. */
function component(cells: Float32Array, count: number, width: number, before: Float64Array | null): Float64Array {
  // Unlike any axis or diagonal, so that no direction is missed by standing at right angles to the start.
  let direction = unit(
    Float64Array.from({ length: width }, (_, column) => 1 + Math.sin(column * 1.7) / 2),
    before,
  );
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const along = scores(cells, count, width, direction);
    const next = new Float64Array(width);
    for (let index = 0; index < count; index++) {
      for (let column = 0; column < width; column++) next[column] += cells[index * width + column] * along[index];
    }
    const turned = unit(next, before);
    const change = turned.reduce((sum, weight, column) => sum + (weight - direction[column]) ** 2, 0);
    direction = turned;
    if (change < TOLERANCE ** 2) break;
  }
  const largest = direction.reduce((best, weight) => (Math.abs(weight) > Math.abs(best) ? weight : best), 0);
  return largest < 0 ? direction.map((weight) => -weight) : direction;
}

/** Length 1 without its part along `before`; all zero where nothing is left. */
function unit(vector: Float64Array, before: Float64Array | null): Float64Array {
  const part = before === null ? 0 : vector.reduce((sum, weight, index) => sum + weight * before[index], 0);
  const rest = before === null ? vector : vector.map((weight, index) => weight - part * before[index]);
  const length = Math.sqrt(rest.reduce((sum, weight) => sum + weight * weight, 0));
  return length > 1e-12 ? rest.map((weight) => weight / length) : new Float64Array(vector.length);
}

function scores(cells: Float32Array, count: number, width: number, direction: Float64Array): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    let sum = 0;
    for (let column = 0; column < width; column++) sum += cells[index * width + column] * direction[column];
    return sum;
  });
}
