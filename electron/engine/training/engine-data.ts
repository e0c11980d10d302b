/** The data of an experiment as an engine process holds it: features with a column of ones, targets, splits. */
import type { PreparedData, Split } from '#core/data/table';
import { floats, type Value } from '#engine/onnx/session';

/** What every engine needs to know of the rows. */
export interface EngineRows {
  readonly split: Split;
  /** Class indices, or values to predict, of every row. */
  readonly targets: Int32Array | Float32Array;
}

export interface EngineData extends EngineRows {
  /** [N, in + 1], the last column all ones: the factor of the bias row. */
  readonly features: Value;
}

export function engineData({ table, split }: PreparedData): EngineData {
  const inputs = table.featureNames.length;
  const features = new Float32Array(table.rows * (inputs + 1));
  for (let row = 0; row < table.rows; row++) {
    features.set(table.features.subarray(row * inputs, (row + 1) * inputs), row * (inputs + 1));
    features[(row + 1) * (inputs + 1) - 1] = 1;
  }
  return {
    features: floats(features, [table.rows, inputs + 1]),
    split,
    targets: table.target.kind === 'class' ? table.target.labels : table.target.values,
  };
}
