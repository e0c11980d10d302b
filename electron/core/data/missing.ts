/** Missing values: a table keeps them as NaN, and each experiment fills them in by what its own training rows know. */
import type { Table } from '#core/data/table';

/** What takes the place of missing values of one feature. */
export interface Filling {
  readonly column: number;
  /** The mean over the known values of the training rows; null where they have none: then the feature says nothing and is 0 in all rows. */
  readonly mean: number | null;
}

/**
 * The table with every missing value replaced by the mean of its feature over the given rows, in double precision; itself where nothing
 * is missing. A feature without any value in those rows says nothing there and becomes 0 in all rows.
 */
export function withMissingFilled(table: Table, rows: Int32Array): Table {
  const fillings = fillingsOf(table, rows);
  if (fillings.length === 0) return table;
  const width = table.featureNames.length;
  const features = table.features.slice();
  for (const { column, mean } of fillings) {
    for (let at = column; at < features.length; at += width) {
      if (mean === null) features[at] = 0;
      else if (Number.isNaN(features[at])) features[at] = mean;
    }
  }
  return { ...table, features };
}

/** One for every feature with missing values anywhere in the table. */
export function fillingsOf(table: Table, rows: Int32Array): readonly Filling[] {
  const width = table.featureNames.length;
  return columnsWithMissing(table).map((column) => {
    let sum = 0;
    let known = 0;
    for (const row of rows) {
      const value = table.features[row * width + column];
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
    return { column, mean: known === 0 ? null : sum / known };
  });
}

function columnsWithMissing({ features, featureNames }: Table): readonly number[] {
  const width = featureNames.length;
  const found = new Uint8Array(width);
  for (let at = 0; at < features.length; at++) if (Number.isNaN(features[at])) found[at % width] = 1;
  return [...found.keys()].filter((column) => found[column] === 1);
}
