/**
 * The smallest training that shows everything: a line through 24 points, two weights, mean squared error.
 * Small enough that every number of a figure is worked out while one looks. Pure.
 */
import { permutation, randomStream } from '#core/random';

export interface Sample {
  readonly x: number;
  readonly y: number;
}
/** The line's slope and its height at x = 0. */
export interface Weights {
  readonly slope: number;
  readonly height: number;
}

const SAMPLES_SEED = 11;
export const SAMPLE_COUNT = 24;
const TRUE_LINE: Weights = { slope: 0.9, height: 1 };
const NOISE = 0.55;
export const START: Weights = { slope: -0.9, height: -0.6 };

export const SAMPLES: readonly Sample[] = (() => {
  const stream = randomStream(SAMPLES_SEED, 'data');
  return Array.from({ length: SAMPLE_COUNT }, () => {
    const x = stream.normal();
    return { x, y: TRUE_LINE.slope * x + TRUE_LINE.height + NOISE * stream.normal() };
  });
})();
const ALL: readonly number[] = SAMPLES.map((_, index) => index);

export const predicted = ({ slope, height }: Weights, x: number): number => slope * x + height;

/** Mean of (prediction - y)^2 over the samples at these positions. */
export function lossOf(weights: Weights, batch: readonly number[] = ALL): number {
  return batch.reduce((sum, index) => sum + (predicted(weights, SAMPLES[index].x) - SAMPLES[index].y) ** 2, 0) / batch.length;
}

/** Gradient of that loss by slope and height: 2 mean(error x) and 2 mean(error). */
export function gradientOf(weights: Weights, batch: readonly number[] = ALL): Weights {
  let slope = 0;
  let height = 0;
  for (const index of batch) {
    const error = predicted(weights, SAMPLES[index].x) - SAMPLES[index].y;
    slope += (2 * error * SAMPLES[index].x) / batch.length;
    height += (2 * error) / batch.length;
  }
  return { slope, height };
}

export const norm = ({ slope, height }: Weights): number => Math.hypot(slope, height);

/** One step of plain gradient descent. */
export function stepped(weights: Weights, gradient: Weights, learningRate: number): Weights {
  return { slope: weights.slope - learningRate * gradient.slope, height: weights.height - learningRate * gradient.height };
}

/** The batches of an epoch, in an order of its own; the last one may be smaller. */
export function batchesOf(epoch: number, batchSize: number, seed = 1, count = SAMPLE_COUNT): readonly (readonly number[])[] {
  const order = [...permutation(count, randomStream(seed, 'order', epoch))];
  return Array.from({ length: Math.ceil(count / batchSize) }, (_, index) => order.slice(index * batchSize, (index + 1) * batchSize));
}

/** The weights before the first update and after each one; ends early where they leave every measure. */
export function descent(batchSize: number, learningRate: number, updates: number, seed = 1): readonly Weights[] {
  const path: Weights[] = [START];
  for (let epoch = 0; path.length <= updates; epoch++) {
    for (const batch of batchesOf(epoch, batchSize, seed)) {
      const before = path[path.length - 1];
      if (path.length > updates || norm(before) > 1e6) return path;
      path.push(stepped(before, gradientOf(before, batch), learningRate));
    }
  }
  return path;
}

/** Where the loss over all samples is smallest (the normal equations). */
export const OPTIMUM: Weights = (() => {
  const mean = (read: (sample: Sample) => number): number => SAMPLES.reduce((sum, sample) => sum + read(sample), 0) / SAMPLE_COUNT;
  const [x, y, xx, xy] = [mean((one) => one.x), mean((one) => one.y), mean((one) => one.x ** 2), mean((one) => one.x * one.y)];
  const slope = (xy - x * y) / (xx - x * x);
  return { slope, height: y - slope * x };
})();

/** The closed line on which the loss lies `above` the smallest one: an ellipse around the optimum. */
export function contour(above: number): readonly (readonly [slope: number, height: number])[] {
  const mean = (read: (sample: Sample) => number): number => SAMPLES.reduce((sum, sample) => sum + read(sample), 0) / SAMPLE_COUNT;
  const [x, xx] = [mean((one) => one.x), mean((one) => one.x ** 2)];
  // loss = smallest + xx u^2 + 2 x u v + v^2 for a distance (u, v) from the optimum: complete the square in v.
  const across = Math.sqrt(above / (xx - x * x));
  return Array.from({ length: 73 }, (_, index) => {
    const angle = (index / 72) * 2 * Math.PI;
    const u = across * Math.cos(angle);
    return [OPTIMUM.slope + u, OPTIMUM.height + Math.sqrt(above) * Math.sin(angle) - x * u] as const;
  });
}

/** Sum of the variances of a single sample's gradient, dividing by the number of samples: tr(S). */
export function noiseTrace(weights: Weights): number {
  const full = gradientOf(weights);
  return (
    ALL.reduce((sum, index) => {
      const one = gradientOf(weights, [index]);
      return sum + (one.slope - full.slope) ** 2 + (one.height - full.height) ** 2;
    }, 0) / SAMPLE_COUNT
  );
}

/** Root mean square distance of a batch's gradient from the full one, drawn without repetition: sqrt(tr(S)/B (N-B)/(N-1)). */
export function noiseOf(weights: Weights, batchSize: number): number {
  return Math.sqrt((noiseTrace(weights) / batchSize) * ((SAMPLE_COUNT - batchSize) / (SAMPLE_COUNT - 1)));
}

/** Gradients of batches drawn at random, without repetition inside a batch. */
export function drawnGradients(weights: Weights, batchSize: number, draws: number, seed: number): readonly Weights[] {
  return Array.from({ length: draws }, (_, draw) =>
    gradientOf(weights, [...permutation(SAMPLE_COUNT, randomStream(seed, 'probe', batchSize, draw))].slice(0, batchSize)),
  );
}
