/** Scaling of features: what to subtract and what to multiply by is measured on the training rows alone, then applied to every row. */
import type { Table } from '#core/data/table';
import type { Scaling } from '#core/experiment/spec';

/** One of each for every feature, or a single one for all; in double precision. */
export interface Measure {
  readonly shift: Float64Array;
  /** 0 for features without spread in the training rows: they say nothing and become 0. */
  readonly factor: Float64Array;
}

/**
 * Features [rows, width]. `standardize`: minus the mean, divided by the (population) standard deviation. `minMax`: minus the smallest,
 * divided by the range; rows that are not trained on may then lie outside 0 to 1. `Global` takes one measure for all features together.
 */
export function scaledFeatures(table: Table, train: Int32Array, scaling: Exclude<Scaling, 'none'>): Float32Array {
  const { features, featureNames, rows } = table;
  const width = featureNames.length;
  const { shift, factor } = scalingMeasure(table, train, scaling);
  const groups = shift.length;
  const result = new Float32Array(features.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const group = groups === 1 ? 0 : column;
      result[at] = (features[at] - shift[group]) * factor[group];
    }
  }
  return result;
}

/** What every value is shifted and multiplied by: (value - shift) * factor. */
export function scalingMeasure(table: Table, train: Int32Array, scaling: Exclude<Scaling, 'none'>): Measure {
  const groups = scaling.endsWith('Global') ? 1 : table.featureNames.length;
  return (scaling.startsWith('standardize') ? standardMeasure : rangeMeasure)(table, train, groups);
}

/** Two passes, so that a large offset costs no digits. */
function standardMeasure(table: Table, train: Int32Array, groups: number): Measure {
  const { features, featureNames } = table;
  const width = featureNames.length;
  const count = (train.length * width) / groups;
  const { shift: least, factor } = rangeMeasure(table, train, groups);
  const mean = new Float64Array(groups);
  const variance = new Float64Array(groups);
  for (const row of train) {
    for (let column = 0; column < width; column++) {
      const group = groups === 1 ? 0 : column;
      mean[group] += (features[row * width + column] - least[group]) / count;
    }
  }
  for (let group = 0; group < groups; group++) mean[group] += least[group];
  for (const row of train) {
    for (let column = 0; column < width; column++) {
      const group = groups === 1 ? 0 : column;
      variance[group] += (features[row * width + column] - mean[group]) ** 2 / count;
    }
  }
  return { shift: mean, factor: factor.map((one, group) => (one === 0 ? 0 : 1 / Math.sqrt(variance[group]))) };
}

function rangeMeasure({ features, featureNames }: Table, train: Int32Array, groups: number): Measure {
  const width = featureNames.length;
  const least = new Float64Array(groups).fill(Infinity);
  const most = new Float64Array(groups).fill(-Infinity);
  for (const row of train) {
    for (let column = 0; column < width; column++) {
      const group = groups === 1 ? 0 : column;
      const value = features[row * width + column];
      if (value < least[group]) least[group] = value;
      if (value > most[group]) most[group] = value;
    }
  }
  return { shift: least, factor: most.map((value, group) => (value === least[group] ? 0 : 1 / (value - least[group]))) };
}
