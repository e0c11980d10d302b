/** Classes drawn from a linear softmax model that is known: a convex problem for a network without hidden layers, with noise in it. */
import { classNames, featureNames } from '#core/data/generated-table';
import type { Table } from '#core/data/table';
import { randomStream } from '#core/random';

export interface SoftmaxRegressionSource {
  readonly samples: number;
  readonly classes: number;
  readonly features: number;
  /** Standard deviation of the scores about the mean weight; the larger, the surer the class. */
  readonly signal: number;
  readonly seed: number;
}

/** The weights [features, classes] of the model the classes are drawn from: normal, of variance signal^2 / features. Biases are 0. */
export function softmaxWeights({ classes, features, signal, seed }: SoftmaxRegressionSource): Float64Array {
  const stream = randomStream(seed, 'data', 0);
  const scale = signal / Math.sqrt(features);
  return Float64Array.from({ length: features * classes }, () => scale * stream.normal());
}

/** Features are standard normal; P(class k | x) = exp(x . w_k) / sum over j of exp(x . w_j). */
export function softmaxRegression(source: SoftmaxRegressionSource): Table {
  const { samples, classes, features: width, seed } = source;
  const weights = softmaxWeights(source);
  const rowStream = randomStream(seed, 'data', 1);
  const classStream = randomStream(seed, 'data', 2);
  const features = Float32Array.from({ length: samples * width }, () => rowStream.normal());
  const labels = new Int32Array(samples);
  const scores = new Float64Array(classes);
  for (let row = 0; row < samples; row++) {
    scores.fill(0);
    for (let column = 0; column < width; column++) {
      const value = features[row * width + column];
      for (let label = 0; label < classes; label++) scores[label] += value * weights[column * classes + label];
    }
    labels[row] = drawnClass(scores, classStream.uniform());
  }
  return { features, featureNames: featureNames(width), rows: samples, target: { kind: 'class', labels, classNames: classNames(classes) } };
}

/** The class at `place`, 0 to 1, of the classes laid end to end by their softmax probabilities. */
function drawnClass(scores: Float64Array, place: number): number {
  const largest = scores.reduce((most, score) => Math.max(most, score));
  const likelihoods = scores.map((score) => Math.exp(score - largest));
  let left = place * likelihoods.reduce((sum, likelihood) => sum + likelihood);
  const found = likelihoods.findIndex((likelihood) => {
    left -= likelihood;
    return left < 0;
  });
  return found === -1 ? scores.indexOf(largest) : found;
}
