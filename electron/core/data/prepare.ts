/** From a table to what an experiment trains on: split, thinned out, mislabelled, filled in and scaled as the design says. */
import { withLabelNoise } from '#core/data/label-noise';
import { withMissingFilled } from '#core/data/missing';
import { scaledFeatures } from '#core/data/scaling';
import { split, subsample } from '#core/data/split';
import type { PreparedData, Table } from '#core/data/table';
import type { ExperimentSpec } from '#core/experiment/spec';
import { LabError } from '#core/failure';

/**
 * Wrong labels are for training rows only, and missing values are filled in and features scaled by the training rows alone; rows left out of training are in no
 * part. Values to predict stay as they are. Throws LabError `invalidSpec`, also when no row is left to train on.
 */
export function prepare(table: Table, spec: ExperimentSpec['data'], seed: number): PreparedData {
  const parts = split(table, spec.split, seed);
  if (parts.train.length === 0) {
    const message = `No row of the ${table.rows} is left to train on. Give training a larger part.`;
    throw new LabError({ kind: 'invalidSpec', issues: [{ path: 'data.split.train', message, severity: 'error' }] });
  }
  const { target } = table;
  const train = spec.trainingRows === 'all' ? parts.train : subsample(target, parts.train, spec.trainingRows, spec.split.stratify, seed);
  const labelled = spec.labelNoise === 0 ? table : { ...table, target: withLabelNoise(target, train, spec.labelNoise, seed) };
  const filled = withMissingFilled(labelled, train);
  const scaled = spec.scaling === 'none' ? filled : { ...filled, features: scaledFeatures(filled, train, spec.scaling) };
  return { table: scaled, split: { ...parts, train } };
}
