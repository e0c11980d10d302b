/** A number that is a known weighted sum of standard normal features, with normal noise on it. */
import { featureNames } from '#core/data/generated-table';
import type { Table } from '#core/data/table';
import { randomStream } from '#core/random';

export interface RegressionSource {
  readonly samples: number;
  readonly features: number;
  /** Standard deviation of the noise: no model can have a mean squared error below its square on new data. */
  readonly noise: number;
  readonly seed: number;
}

export interface LinearModel {
  /** [features] */
  readonly coefficients: Float64Array;
  readonly intercept: number;
}

/** The model the values come from: all standard normal. */
export function linearModel({ features, seed }: RegressionSource): LinearModel {
  const stream = randomStream(seed, 'data', 0);
  return { coefficients: Float64Array.from({ length: features }, () => stream.normal()), intercept: stream.normal() };
}

export function linearRegression(source: RegressionSource): Table {
  const { samples, features: width, noise, seed } = source;
  const { coefficients, intercept } = linearModel(source);
  const rowStream = randomStream(seed, 'data', 1);
  const noiseStream = randomStream(seed, 'data', 2);
  const features = Float32Array.from({ length: samples * width }, () => rowStream.normal());
  const values = Float32Array.from({ length: samples }, (_, row) =>
    coefficients.reduce(
      (sum, coefficient, column) => sum + coefficient * features[row * width + column],
      intercept + noise * noiseStream.normal(),
    ),
  );
  return { features, featureNames: featureNames(width), rows: samples, target: { kind: 'value', name: 'value', values } };
}
