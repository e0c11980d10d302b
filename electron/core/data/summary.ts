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
  /** Rows without a value, which count in none of the others; left out for none. */
  readonly missing?: number;
}

/** What became of missing values when the data was imported. */
export interface MissingValues {
  /** `dropRows`: rows with one were left out; `mean`: kept as missing, for every experiment to fill in from its training rows. */
  readonly policy: 'dropRows' | 'mean';
  /** Rows with one. */
  readonly rows: number;
}

export interface TableSummary {
  /** Rows of each class; null for values to predict. */
  readonly classCounts: readonly number[] | null;
  /** The value to predict; null for classes. */
  readonly target: ColumnRange | null;
  /** The first 50 features. */
  readonly features: readonly ColumnRange[];
  /** Left out where nothing was missing, and of data from older versions. */
  readonly missing?: MissingValues;
}

const RANGES = 50;
const HISTOGRAMS = 12;
const STEPS = 24;

export function summarize(table: Table, missing: MissingValues | null = null): TableSummary {
  const { features, featureNames, rows, target } = table;
  const width = featureNames.length;
  return {
    classCounts: target.kind === 'class' ? classCounts(target.labels, target.classNames.length) : null,
    target: target.kind === 'value' ? columnRange(target.name, rows, (row) => target.values[row], true) : null,
    features: featureNames
      .slice(0, RANGES)
      .map((name, column) => columnRange(name, rows, (row) => features[row * width + column], column < HISTOGRAMS)),
    ...(missing === null ? {} : { missing }),
  };
}

function classCounts(labels: Int32Array, classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const label of labels) counts[label]++;
  return counts;
}

/** Sums around the first value, so that a large offset costs no digits. A column without any value is 0 throughout. */
function columnRange(name: string, rows: number, at: (row: number) => number, hasHistogram: boolean): ColumnRange {
  let [known, offset, min, max, sum, squares] = [0, 0, Infinity, -Infinity, 0, 0];
  for (let row = 0; row < rows; row++) {
    const value = at(row);
    if (Number.isNaN(value)) continue;
    if (known++ === 0) offset = value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value - offset;
    squares += (value - offset) ** 2;
  }
  const missing = known === rows ? {} : { missing: rows - known };
  if (known === 0) return { name, mean: 0, sd: 0, min: 0, max: 0, histogram: hasHistogram ? [0] : null, ...missing };
  const mean = sum / known;
  const sd = min === max ? 0 : Math.sqrt(Math.max(0, squares / known - mean ** 2));
  return { name, mean: offset + mean, sd, min, max, histogram: hasHistogram ? histogram(rows, at, min, max) : null, ...missing };
}

function histogram(rows: number, at: (row: number) => number, min: number, max: number): number[] {
  const steps = min === max ? 1 : STEPS;
  const counts = Array.from({ length: steps }, () => 0);
  for (let row = 0; row < rows; row++) {
    const value = at(row);
    if (Number.isNaN(value)) continue;
    const step = min === max ? 0 : Math.floor(((value - min) / (max - min)) * steps);
    counts[Math.min(steps - 1, step)]++;
  }
  return counts;
}
