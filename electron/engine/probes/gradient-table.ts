/**
 * Squared norms of the gradients of rows and of random batches, tensor by tensor. Where all products between the gradients of rows can
 * be held, those of batches are sums of these and cost no more gradients; else every batch is computed, in a loop inside the graph.
 */
import { hasBatchNorm } from '#core/probes/batch-norm';
import { canPair, isDense } from '#core/probes/cost';
import { drawsOf, type Draws } from '#core/probes/draws';
import type { ExactSquares } from '#core/probes/gradient';
import { floatData, floats } from '#engine/onnx/session';
import { pairsGraph, sumsGraph } from '#engine/probes/gradient-graphs';
import { batchSquares, chunksOf, factorsOf, meanGradient, rowGradients, type Factors } from '#engine/probes/gradients';
import type { Subject, Weights } from '#engine/probes/subject';

export interface GradientTable {
  /** Of the mean gradient of batches, [sizes][tensors][trials]. */
  readonly batches: readonly (readonly Float64Array[])[];
  /** null where rows have no gradients of their own. */
  readonly single: SingleGradients | null;
}

/** What is known of the gradients of single rows. */
export interface SingleGradients {
  /** [tensors] */
  readonly squares: readonly ExactSquares[];
  /** Inner products between the gradients of the first `pairedRows` rows, all tensors together. */
  readonly products: Float64Array;
}

export interface TableQuestion {
  readonly rows: Int32Array;
  readonly sizes: readonly number[];
  readonly trials: number;
  readonly seed: number;
  readonly withReplacement: boolean;
  readonly pairedRows: number;
}

/** Told the part that is done, 0 to 1; to be awaited, so that messages leave the process. */
export type Progress = (part: number) => Promise<void>;

export function gradientTable(subject: Subject, weights: Weights, question: TableQuestion, progress: Progress): Promise<GradientTable> {
  return canPair(subject.model, question.rows.length)
    ? tableOfPairs(subject, weights, question, progress)
    : tableOfBatches(subject, weights, question, progress);
}

/** All products K of the gradients of N rows; then |sum over a batch|^2 is the sum of K over its pairs. */
export async function tableOfPairs(
  subject: Subject,
  weights: Weights,
  { rows, sizes, trials, seed, withReplacement, pairedRows }: TableQuestion,
  progress: Progress,
): Promise<GradientTable> {
  const count = rows.length;
  const products = new Float64Array(pairedRows * pairedRows);
  const squares: ExactSquares[] = [];
  const batches = sizes.map((): Float64Array[] => []);
  const work = sizes.reduce((sum, size) => sum + size * size, 0);
  const sides = await sidesOf(subject, weights, rows);
  for (const [tensor, side] of sides.entries()) {
    const pairs = await pairsOf(subject, side, count);
    squares.push({
      full: pairs.reduce((sum, value) => sum + value, 0) / count ** 2,
      samples: Float64Array.from({ length: count }, (_, row) => pairs[row * count + row]),
    });
    for (let row = 0; row < pairedRows; row++) {
      for (let other = 0; other < pairedRows; other++) products[row * pairedRows + other] += pairs[row * count + other];
    }
    let done = 0;
    for (const [index, size] of sizes.entries()) {
      const told = (trial: number): Promise<void> => progress((tensor + (done + (size * size * trial) / trials) / work) / sides.length);
      const draws = drawsOf(seed, size, count, withReplacement);
      const sums = await sumsOfPairs(subject, pairs, count, { size, trials, draws }, told);
      batches[index].push(sums.map((sum) => sum / size ** 2));
      done += size * size;
    }
  }
  return { batches, single: { squares, products } };
}

/** Trials whose sums are made in one native call. */
const SUMMED_TRIALS = 128;

interface Trials {
  readonly size: number;
  readonly trials: number;
  readonly draws: Draws;
}

/** Sums of the table over all pairs of each batch. Large batches as a product of matrices, which then costs less than walking through. */
async function sumsOfPairs(
  { cache }: Subject,
  pairs: Float32Array,
  count: number,
  { size, trials, draws }: Trials,
  progress: Progress,
): Promise<Float64Array> {
  const sums = new Float64Array(trials);
  if (size <= count / 6) {
    for (let trial = 0; trial < trials; trial++) {
      sums[trial] = sumOfPairs(pairs, count, draws.next());
      if (trial % SUMMED_TRIALS === 0) await progress(trial);
    }
    return sums;
  }
  const executable = await cache.get(JSON.stringify({ probe: 'sums' }), sumsGraph);
  const table = floats(pairs, [1, count, count]);
  for (let from = 0; from < trials; from += SUMMED_TRIALS) {
    const own = Math.min(SUMMED_TRIALS, trials - from);
    const members = new Float32Array(own * count);
    for (let trial = 0; trial < own; trial++) for (const position of draws.next()) members[trial * count + position]++;
    const [result] = await executable.run({ members: floats(members, [1, own, count]), table });
    sums.set(floatData(result), from);
    await progress(from);
  }
  return sums;
}

/** Sum over all pairs of a batch; the table is symmetric. */
function sumOfPairs(pairs: Float32Array, count: number, batch: Int32Array): number {
  let own = 0;
  let others = 0;
  for (let index = 0; index < batch.length; index++) {
    const start = batch[index] * count;
    own += pairs[start + batch[index]];
    for (let other = 0; other < index; other++) others += pairs[start + batch[other]];
  }
  return own + 2 * others;
}

/** Gradients of rows of one tensor: as products of two vectors, or written out. */
type Side =
  | { readonly kind: 'factors'; readonly input: Factors['inputs'][number]; readonly slope: Factors['slopes'][number] }
  | { readonly kind: 'gradients'; readonly values: Float32Array; readonly columns: number };

async function sidesOf(subject: Subject, weights: Weights, rows: Int32Array): Promise<readonly Side[]> {
  if (!isDense(subject.model)) {
    const gradients = await rowGradients(subject, weights, rows);
    return gradients.map((values) => ({ kind: 'gradients', values, columns: values.length / rows.length }));
  }
  const { inputs, slopes } = await factorsOf(subject, weights, rows);
  return inputs.map((input, layer) => ({ kind: 'factors', input, slope: slopes[layer] }));
}

/** Rows of the table that are made in one native call. */
const TABLE_ROWS = 256;

async function pairsOf({ cache }: Subject, side: Side, count: number): Promise<Float32Array> {
  const pairs = new Float32Array(count * count);
  const [left, right, hasOnes] =
    side.kind === 'factors'
      ? [side.input, side.slope, side.input.hasOnes]
      : // A gradient times a one: the same graph serves.
        [side, { values: new Float32Array(count).fill(1), columns: 1 }, true];
  const executable = await cache.get(JSON.stringify({ probe: 'pairs', hasOnes }), () => pairsGraph(hasOnes));
  const whole = {
    allA: floats(left.values, [1, count, left.columns]),
    allD: floats(right.values, [1, count, right.columns]),
  };
  for (let start = 0; start < count; start += TABLE_ROWS) {
    const own = Math.min(TABLE_ROWS, count - start);
    const part = ({ values, columns }: { readonly values: Float32Array; readonly columns: number }) =>
      floats(values.subarray(start * columns, (start + own) * columns), [1, own, columns]);
    const [result] = await executable.run({ ...whole, a: part(left), d: part(right) });
    pairs.set(floatData(result), start * count);
  }
  return pairs;
}

/** Every batch by itself. */
export async function tableOfBatches(
  subject: Subject,
  weights: Weights,
  { rows, sizes, trials, seed, withReplacement, pairedRows }: TableQuestion,
  progress: Progress,
): Promise<GradientTable> {
  const single = hasBatchNorm(subject.model) ? null : await singleGradients(subject, weights, rows, pairedRows);
  const work = sizes.reduce((sum, size) => sum + size, 0);
  const batches: (readonly Float64Array[])[] = [];
  let done = 0;
  for (const size of sizes) {
    const draws = drawsOf(seed, size, rows.length, withReplacement);
    const next = (count: number): Int32Array => {
      const drawn = new Int32Array(count * size);
      for (let trial = 0; trial < count; trial++)
        drawn.set(
          draws.next().map((position) => rows[position]),
          trial * size,
        );
      return drawn;
    };
    let part = 0;
    const squares = await batchSquares(subject, weights, size, trials, next, async (count) => {
      part = count / trials;
      await progress((done + size * part) / work);
    });
    batches.push(squares.map((values) => values.map((value) => value / size ** 2)));
    done += size;
  }
  return { batches, single };
}

async function singleGradients(subject: Subject, weights: Weights, rows: Int32Array, pairedRows: number): Promise<SingleGradients> {
  const { gradients } = await meanGradient(subject, weights, rows);
  const samples = await sampleSquares(subject, weights, rows);
  const squares = gradients.map((gradient, tensor) => ({
    full: gradient.reduce((sum, value) => sum + value * value, 0),
    samples: samples[tensor],
  }));
  const products = new Float64Array(pairedRows * pairedRows);
  for (const side of await sidesOf(subject, weights, rows.subarray(0, pairedRows))) {
    (await pairsOf(subject, side, pairedRows)).forEach((value, index) => (products[index] += value));
  }
  return { squares, products };
}

/** Of a dense layer the squared norm of a row's gradient is |slope|^2 (|input|^2 + 1). */
async function sampleSquares(subject: Subject, weights: Weights, rows: Int32Array): Promise<readonly Float64Array[]> {
  if (!isDense(subject.model)) {
    let next = 0;
    return batchSquares(
      subject,
      weights,
      1,
      rows.length,
      (count) => rows.slice(next, (next += count)),
      () => Promise.resolve(),
    );
  }
  const squares = weights.parameters.map(() => new Float64Array(rows.length));
  let from = 0;
  for (const chunk of chunksOf(subject, rows)) {
    const { inputs, slopes } = await factorsOf(subject, weights, chunk);
    for (const [layer, own] of squares.entries()) {
      const length = (part: { readonly values: Float32Array; readonly columns: number }, row: number): number => {
        let sum = 0;
        for (let at = row * part.columns; at < (row + 1) * part.columns; at++) sum += part.values[at] ** 2;
        return sum;
      };
      for (let row = 0; row < chunk.length; row++) {
        own[from + row] = length(slopes[layer], row) * (length(inputs[layer], row) + (inputs[layer].hasOnes ? 0 : 1));
      }
    }
    from += chunk.length;
  }
  return squares;
}
