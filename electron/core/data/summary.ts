/** What a table holds, in numbers that are kept with it: classes with their counts, ranges and histograms of features. */
import type { Table } from '#core/data/table';

export interface ColumnRange {
  readonly name: string;
  readonly mean: number;
  /** Population standard deviation. */
  readonly sd: number;
  readonly min: number;
  readonly max: number;
  /** Rows in equal steps from min to max; one step where all values are equal; null beyond the first columns. */
  readonly histogram: readonly number[] | null;
}

export interface TableSummary {
  /** Rows of each class; null for values to predict. */
  readonly classCounts: readonly number[] | null;
  /** The value to predict; null for classes. */
  readonly target: ColumnRange | null;
  /** The first 50 features. */
  readonly features: readonly ColumnRange[];
}

const RANGES = 50;
const HISTOGRAMS = 12;
const STEPS = 24;

export function summarize(table: Table): TableSummary {
  const { features, featureNames, rows, target } = table;
  const width = featureNames.length;
  return {
    classCounts: target.kind === 'class' ? classCounts(target.labels, target.classNames.length) : null,
    target: target.kind === 'value' ? columnRange(target.name, rows, (row) => target.values[row], true) : null,
    features: featureNames
      .slice(0, RANGES)
      .map((name, column) => columnRange(name, rows, (row) => features[row * width + column], column < HISTOGRAMS)),
  };
}

function classCounts(labels: Int32Array, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label]++;
  return counts;
}

/** Sums around the first value, so that a large offset costs no digits. */
function columnRange(name: string, rows: number, at: (row: number) => number, hasHistogram: boolean): ColumnRange {
  const offset = at(0);
  let min = offset;
  let max = offset;
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const value = at(row);
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value - offset;
    squares += (value - offset) ** 2;
  }
  const mean = sum / rows;
  const sd = min === max ? 0 : Math.sqrt(Math.max(0, squares / rows - mean ** 2));
  return { name, mean: offset + mean, sd, min, max, histogram: hasHistogram ? histogram(rows, at, min, max) : null };
}

function histogram(rows: number, at: (row: number) => number, min: number, max: number): number[] {
  const steps = min === max ? 1 : STEPS;
  const counts = Array.from({ length: steps }, () => 0);
  for (let row = 0; row < rows; row++) {
    const step = min === max ? 0 : Math.floor(((at(row) - min) / (max - min)) * steps);
    counts[Math.min(steps - 1, step)]++;
  }
  return counts;
}
