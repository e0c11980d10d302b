/** From a table to what an experiment trains on: split, thinned out, mislabelled and standardized as the design says. */
import { withLabelNoise } from '#core/data/label-noise';
import { split, subsample } from '#core/data/split';
import type { PreparedData, Table } from '#core/data/table';
import type { ExperimentSpec } from '#core/experiment/spec';
import { LabError } from '#core/failure';

/**
 * Wrong labels are for training rows only, and features are standardized by the training rows alone; rows left out of training are in no
 * part. Values to predict stay as they are. Throws LabError `invalidSpec`, also when no row is left to train on.
 */
export function prepare(table: Table, spec: ExperimentSpec['data'], seed: number): PreparedData {
  const parts = split(table, spec.split, seed);
  if (parts.train.length === 0) {
    const message = `No row of the ${table.rows} is left to train on. Give training a larger part.`;
    throw new LabError({ kind: 'invalidSpec', issues: [{ path: 'data.split.train', message, severity: 'error' }] });
  }
  const { target } = table;
  const train = spec.trainingRows === null ? parts.train : subsample(target, parts.train, spec.trainingRows, spec.split.stratify, seed);
  const labelled = spec.labelNoise === 0 ? table : { ...table, target: withLabelNoise(target, train, spec.labelNoise, seed) };
  const scaled = spec.standardize ? { ...labelled, features: standardized(table, train) } : labelled;
  return { table: scaled, split: { ...parts, train } };
}

/**
 * Every column minus its mean over the training rows, divided by its (population) standard deviation there, computed in float64.
 * A column without spread in the training rows says nothing and becomes 0.
 */
function standardized({ features, featureNames, rows }: Table, train: Int32Array): Float32Array {
  const width = featureNames.length;
  const mean = new Float64Array(width);
  const variance = new Float64Array(width);
  const isConstant = new Uint8Array(width).fill(1);
  for (const row of train) {
    for (let column = 0; column < width; column++) {
      const value = features[row * width + column];
      mean[column] += value / train.length;
      if (value !== features[train[0] * width + column]) isConstant[column] = 0;
    }
  }
  for (const row of train) {
    for (let column = 0; column < width; column++) {
      variance[column] += (features[row * width + column] - mean[column]) ** 2 / train.length;
    }
  }
  const scale = variance.map((value, column) => (isConstant[column] === 1 ? 0 : 1 / Math.sqrt(value)));
  const result = new Float32Array(features.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      result[at] = (features[at] - mean[column]) * scale[column];
    }
  }
  return result;
}
