/** Friedman's first test function (1991, "Multivariate adaptive regression splines"): a smooth curve in five features, among others. */
import { featureNames } from '#core/data/generated-table';
import type { RegressionSource } from '#core/data/linear-regression';
import type { Table } from '#core/data/table';
import { randomStream } from '#core/random';

/** The value without noise, of five features in [0, 1): 10 sin(pi a b) + 20 (c - 1/2)^2 + 10 d + 5 e. */
export function friedman(a: number, b: number, c: number, d: number, e: number): number {
  return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e;
}

/** Features are uniform in [0, 1); those after the fifth have no effect. */
export function nonlinearRegression({ samples, features: width, noise, seed }: RegressionSource): Table {
  const rowStream = randomStream(seed, 'data', 0);
  const noiseStream = randomStream(seed, 'data', 1);
  const features = Float32Array.from({ length: samples * width }, () => rowStream.uniform());
  const values = Float32Array.from({ length: samples }, (_, row) => {
    const [a, b, c, d, e] = features.subarray(row * width);
    return friedman(a, b, c, d, e) + noise * noiseStream.normal();
  });
  return { features, featureNames: featureNames(width), rows: samples, target: { kind: 'value', name: 'value', values } };
}
