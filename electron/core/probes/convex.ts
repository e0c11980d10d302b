/** What linear, logistic and softmax regressions minimise, with its gradient and Hessian, in float64: mean loss + weightDecay / 2 |w|^2. */
import type { Loss } from '#core/experiment/spec';

export interface ConvexProblem {
  readonly loss: Loss;
  /** [rows, width], the last column all ones. */
  readonly features: Float32Array;
  readonly width: number;
  /** What the network is trained towards, [rows, outputs]. */
  readonly targets: Float32Array;
  readonly outputs: number;
  readonly weightDecay: number;
}

export interface Slope {
  readonly objective: number;
  /** Without the weight decay. */
  readonly loss: number;
  /** [width, outputs], as the weights. */
  readonly gradient: Float64Array;
  /** [rows, outputs]: probabilities, of which the Hessian is made; of values to predict nothing. */
  readonly answers: Float64Array;
}

export function rowCount({ targets, outputs }: ConvexProblem): number {
  return targets.length / outputs;
}

export function slopeAt(problem: ConvexProblem, weights: ArrayLike<number>): Slope {
  const { loss: kind, features, width, targets, outputs, weightDecay } = problem;
  const rows = rowCount(problem);
  const gradient = new Float64Array(width * outputs);
  const answers = new Float64Array(rows * outputs);
  const scores = new Float64Array(outputs);
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    scoresOf(problem, weights, row, scores);
    loss += answer(kind, scores, targets, answers, row * outputs);
    // Now `scores` holds the slopes of the row's loss.
    addOuter(gradient, features, row * width, width, scores, 1 / rows);
  }
  let square = 0;
  for (let index = 0; index < gradient.length; index++) {
    square += weights[index] ** 2;
    gradient[index] += weightDecay * weights[index];
  }
  return { objective: loss / rows + (weightDecay / 2) * square, loss: loss / rows, gradient, answers };
}

/** The Hessian at the point of `slope` times a vector. */
export function curvatureTimes(problem: ConvexProblem, { answers }: Slope, vector: Float64Array): Float64Array {
  const { loss: kind, features, width, outputs, weightDecay } = problem;
  const rows = rowCount(problem);
  const product = new Float64Array(width * outputs);
  const scores = new Float64Array(outputs);
  for (let row = 0; row < rows; row++) {
    scoresOf(problem, vector, row, scores);
    const at = row * outputs;
    if (kind === 'meanSquaredError') scores[0] *= 2;
    else if (kind === 'binaryCrossEntropy') scores[0] *= answers[at] * (1 - answers[at]);
    else {
      let mean = 0;
      for (let output = 0; output < outputs; output++) mean += answers[at + output] * scores[output];
      for (let output = 0; output < outputs; output++) scores[output] = answers[at + output] * (scores[output] - mean);
    }
    addOuter(product, features, row * width, width, scores, 1 / rows);
  }
  for (let index = 0; index < product.length; index++) product[index] += weightDecay * vector[index];
  return product;
}

function scoresOf({ features, width, outputs }: ConvexProblem, weights: ArrayLike<number>, row: number, scores: Float64Array): void {
  scores.fill(0);
  for (let column = 0; column < width; column++) {
    const value = features[row * width + column];
    if (value === 0) continue;
    const start = column * outputs;
    for (let output = 0; output < outputs; output++) scores[output] += value * weights[start + output];
  }
}

/** Loss of a row; turns its scores into slopes and notes its probabilities. */
function answer(kind: Loss, scores: Float64Array, targets: Float32Array, answers: Float64Array, at: number): number {
  if (kind === 'meanSquaredError') {
    const residual = scores[0] - targets[at];
    scores[0] = 2 * residual;
    return residual * residual;
  }
  if (kind === 'binaryCrossEntropy') {
    const [score] = scores;
    const probability = 1 / (1 + Math.exp(-score));
    answers[at] = probability;
    scores[0] = probability - targets[at];
    return Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - targets[at] * score;
  }
  const largest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const normaliser = largest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - largest), 0));
  let loss = 0;
  for (let output = 0; output < scores.length; output++) {
    const logarithm = scores[output] - normaliser;
    loss -= targets[at + output] * logarithm;
    answers[at + output] = Math.exp(logarithm);
    scores[output] = answers[at + output] - targets[at + output];
  }
  return loss;
}

function addOuter(sum: Float64Array, features: Float32Array, from: number, width: number, slopes: Float64Array, share: number): void {
  for (let column = 0; column < width; column++) {
    const value = features[from + column] * share;
    if (value === 0) continue;
    const start = column * slopes.length;
    for (let output = 0; output < slopes.length; output++) sum[start + output] += value * slopes[output];
  }
}
