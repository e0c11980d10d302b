/** The exact minimum of convex models: normal equations for squared errors, Newton's method with conjugate gradients for the others. */
import { LabError } from '#core/failure';
import { type ConvexProblem, curvatureTimes, rowCount, type Slope, slopeAt } from '#core/probes/convex';
import { solvePositive } from '#core/probes/cholesky';

export interface Optimum {
  /** [width, outputs] */
  readonly weights: Float64Array;
  readonly objective: number;
  readonly loss: number;
  /** Norm of the objective's gradient there: how exact it is. */
  readonly gradientNorm: number;
}

const MOST_STEPS = 100;
const MOST_INNER_STEPS = 500;
/** Of the gradient at the start. Sums of float64 over many rows round at about 1e-15. */
const EXACT = 1e-11;

/** `progress` is told the part of the way, on a logarithmic scale of the gradient. Throws LabError where there is no single minimum. */
export async function optimumOf(problem: ConvexProblem, progress: (part: number) => Promise<void>): Promise<Optimum> {
  const weights = problem.loss === 'meanSquaredError' ? leastSquares(problem) : await newton(problem, progress);
  const { objective, loss, gradient } = slopeAt(problem, weights);
  return { weights, objective, loss, gradientNorm: lengthOf(gradient) };
}

/** (2 / N X'X + weightDecay) w = 2 / N X'y. */
function leastSquares(problem: ConvexProblem): Float64Array {
  const { features, width, targets, weightDecay } = problem;
  const rows = rowCount(problem);
  const matrix = new Float64Array(width * width);
  const right = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    for (let column = 0; column < width; column++) {
      const value = (2 / rows) * features[at + column];
      if (value === 0) continue;
      right[column] += value * targets[row];
      for (let other = 0; other <= column; other++) matrix[column * width + other] += value * features[at + other];
    }
  }
  for (let column = 0; column < width; column++) matrix[column * width + column] += weightDecay;
  const solution = solvePositive(matrix, right);
  if (solution === null) {
    const problemText =
      'The optimum is not one point: some features are sums of others, or never change. Give the optimizer a weight decay above zero.';
    throw new LabError({ kind: 'conflict', problem: problemText });
  }
  return solution;
}

/** Nocedal and Wright 2006, algorithm 7.1, with an Armijo condition. */
async function newton(problem: ConvexProblem, progress: (part: number) => Promise<void>): Promise<Float64Array> {
  let weights = new Float64Array(problem.width * problem.outputs);
  let slope = slopeAt(problem, weights);
  const first = lengthOf(slope.gradient);
  for (let step = 0; step < MOST_STEPS; step++) {
    const length = lengthOf(slope.gradient);
    if (length <= EXACT * Math.max(1, first)) return weights;
    await progress(Math.min(1, Math.log(length / first) / Math.log(EXACT)));
    const direction = newtonDirection(problem, slope);
    const descent = dotOf(slope.gradient, direction);
    let share = 1;
    let next = stepped(weights, direction, share);
    let nextSlope = slopeAt(problem, next);
    while (nextSlope.objective > slope.objective + 1e-4 * share * descent && share > 1e-10) {
      share /= 2;
      next = stepped(weights, direction, share);
      nextSlope = slopeAt(problem, next);
    }
    // At the precision of the objective no step is better any more.
    if (share <= 1e-10) return weights;
    [weights, slope] = [next, nextSlope];
  }
  if (lengthOf(slope.gradient) > 1e-6 * Math.max(1, first)) {
    throw new LabError({
      kind: 'conflict',
      problem: 'The optimum could not be found to enough digits. Give the optimizer a larger weight decay.',
    });
  }
  return weights;
}

/** Solves H d = -g until the residual is small against the gradient. */
function newtonDirection(problem: ConvexProblem, slope: Slope): Float64Array {
  const { gradient } = slope;
  const tolerance = lengthOf(gradient) * Math.min(0.1, Math.sqrt(lengthOf(gradient)));
  const solution = new Float64Array(gradient.length);
  const residual = gradient.map((value) => -value);
  let direction = residual.slice();
  let square = dotOf(residual, residual);
  for (let step = 0; step < MOST_INNER_STEPS && Math.sqrt(square) > tolerance; step++) {
    const product = curvatureTimes(problem, slope, direction);
    const share = square / dotOf(direction, product);
    for (let index = 0; index < solution.length; index++) {
      solution[index] += share * direction[index];
      residual[index] -= share * product[index];
    }
    const next = dotOf(residual, residual);
    const turn = next / square;
    direction = direction.map((value, index) => residual[index] + turn * value);
    square = next;
  }
  return solution;
}

function stepped(weights: Float64Array, direction: Float64Array, share: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(weights, (value, index) => value + share * direction[index]);
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index] * b[index];
  return sum;
}

function lengthOf(values: Float64Array): number {
  return Math.sqrt(dotOf(values, values));
}
