/** How curved the training loss is: largest eigenvalue of its Hessian, and its largest value in small boxes around the weights. */
import { dot, norm, plus, rounded, times, type Tensors } from '#core/probes/vectors';
import type { QuestionOf } from '#core/probes/questions';
import type { SharpnessResult } from '#core/probes/results';
import { randomDirection } from '#core/probes/directions';
import { randomStream } from '#core/random';
import { hessianTimes, meanGradient, type MeanGradient } from '#engine/probes/gradients';
import type { Progress } from '#engine/probes/gradient-table';
import type { Subject, Weights } from '#engine/probes/subject';

const MOST_ITERATIONS = 100;
/** The estimate has settled when it changes by less than this share, several times in a row. */
const SETTLED = 1e-4;
const SETTLED_TIMES = 3;
/**
 * Steps of the search in a box, as shares of its width. A whole step goes to the corner that the gradient points to, which for a convex
 * loss never leads down; the small ones at the end are for losses that bend.
 */
const BOX_STEPS = [1, 1, 1, 1, 1, 1, 0.25, 0.25, 0.1, 0.1];
/** From the weights themselves, from the two corners along the most curved direction, and from random corners. */
const RANDOM_STARTS = 3;
const STARTS = 3 + RANDOM_STARTS;

export async function sharpness(
  subject: Subject,
  weights: Weights,
  rows: Int32Array,
  { boxSizes }: QuestionOf<'sharpness'>,
  seed: number,
  progress: Progress,
): Promise<Omit<SharpnessResult, 'kind' | 'runId' | 'update' | 'epoch'>> {
  const gradientAt = (parameters: Tensors): Promise<MeanGradient> =>
    meanGradient(subject, { ...weights, parameters: rounded(parameters) }, rows);
  const total = 2 * MOST_ITERATIONS + boxSizes.length * BOX_STEPS.length * STARTS;
  const here = await gradientAt(weights.parameters);
  const { vector, ...curvature } = await largestEigenvalue(subject, weights, rows, seed, (done) => progress((2 * done) / total));
  const boxes: SharpnessResult['boxes'][number][] = [];
  const random = Array.from({ length: RANDOM_STARTS }, (_, index) => randomDirection(subject.model, randomStream(seed, 'probe', 2, index)));
  for (const [index, size] of boxSizes.entries()) {
    const largestLoss = await largestInBox(weights.parameters, here, gradientAt, size, [vector, ...random], (done) =>
      progress((2 * MOST_ITERATIONS + index * BOX_STEPS.length * STARTS + done) / total),
    );
    boxes.push({ size, largestLoss, sharpness: (100 * (largestLoss - here.loss)) / (1 + here.loss) });
  }
  return { rows: rows.length, loss: here.loss, gradientNorm: norm(here.gradients), ...curvature, boxes };
}

/** Power iteration. */
async function largestEigenvalue(
  subject: Subject,
  weights: Weights,
  rows: Int32Array,
  seed: number,
  progress: Progress,
): Promise<Pick<SharpnessResult, 'eigenvalue' | 'residual' | 'iterations'> & { readonly vector: Tensors }> {
  let vector = unit(randomDirection(subject.model, randomStream(seed, 'probe', 1)));
  let eigenvalue = NaN;
  let residual = NaN;
  let settled = 0;
  let iterations = 0;
  while (iterations < MOST_ITERATIONS && settled < SETTLED_TIMES) {
    const product = await hessianTimes(subject, weights, rows, rounded(vector));
    const next = dot(vector, product);
    settled = Math.abs(next - eigenvalue) <= SETTLED * Math.abs(next) ? settled + 1 : 0;
    eigenvalue = next;
    residual = norm(plus(product, vector, -next)) / Math.abs(next);
    iterations++;
    const length = norm(product);
    // A flat loss has no direction to go on in.
    if (!(length > 0)) return { eigenvalue: 0, residual: 0, iterations, vector };
    vector = times(product, 1 / length);
    await progress(iterations);
  }
  return { eigenvalue, residual, iterations, vector };
}

function unit(vector: readonly Float64Array[]): readonly Float64Array[] {
  return times(vector, 1 / norm(vector));
}

/**
 * Largest loss within |change_i| <= size (|w_i| + 1) that a search meets: a lower bound of the largest one, as any search gives.
 */
async function largestInBox(
  weights: Tensors,
  here: MeanGradient,
  gradientAt: (parameters: Tensors) => Promise<MeanGradient>,
  size: number,
  [vector, ...random]: readonly Tensors[],
  progress: Progress,
): Promise<number> {
  const limits = weights.map((values) => Float64Array.from(values, (value) => size * (Math.abs(value) + 1)));
  const towards = (change: readonly Float64Array[], direction: Tensors, step: number): readonly Float64Array[] =>
    change.map((values, tensor) =>
      values.map((value, index) => {
        const limit = limits[tensor][index];
        return Math.max(-limit, Math.min(limit, value + 2 * step * limit * Math.sign(direction[tensor][index])));
      }),
    );
  const still = limits.map((limit) => new Float64Array(limit.length));
  const corners = [vector, times(vector, -1), ...random].map((direction) => towards(still, direction, 1));
  let largest = here.loss;
  for (const [index, start] of [still, ...corners].entries()) {
    let change: readonly Float64Array[] = start;
    for (const [done, step] of BOX_STEPS.entries()) {
      const at = change === still ? here : await gradientAt(plus(weights, change));
      largest = Math.max(largest, at.loss);
      change = towards(change, at.gradients, step);
      await progress(index * BOX_STEPS.length + done);
    }
    largest = Math.max(largest, (await gradientAt(plus(weights, change))).loss);
  }
  return largest;
}
