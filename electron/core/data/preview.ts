/** A few rows of a table to draw: two coordinates and the class. */
import { dataShape } from '#core/data/shape';
import { spreadRows } from '#core/data/spread-rows';
import type { DataShape, Table } from '#core/data/table';

export interface TablePreview {
  readonly shape: DataShape;
  readonly featureNames: readonly string[];
  readonly classNames: readonly string[] | null;
  /** First feature. */
  readonly x: Float32Array;
  /** Second feature; of data with one feature the value to predict, or 0 for classes. */
  readonly y: Float32Array;
  readonly label: Int32Array | null;
}

/** At most `limit` rows, evenly spaced over the table: files are often sorted by class. */
export function preview(table: Table, limit = 2000): TablePreview {
  const { features, featureNames, target } = table;
  const width = featureNames.length;
  const rows = spreadRows(table.rows, limit);
  const height = (row: number): number => {
    if (width > 1) return features[row * width + 1];
    return target.kind === 'value' ? target.values[row] : 0;
  };
  return {
    shape: dataShape(table),
    featureNames,
    classNames: target.kind === 'class' ? target.classNames : null,
    x: Float32Array.from(rows, (row) => features[row * width]),
    y: Float32Array.from(rows, height),
    label: target.kind === 'class' ? rows.map((row) => target.labels[row]) : null,
  };
}
