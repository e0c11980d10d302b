/** Gradients of one network at given weights: over many rows, of single rows, of batches. Sums over rows are in float64. */
import { numbersPerRow } from '#engine/model/working-set';
import { type Executable, type Feeds, floatData, floats, integers } from '#engine/onnx/session';
import { batchGradientsGraph, curvatureGraph, factorsGraph, gradientGraph } from '#engine/probes/gradient-graphs';
import { groupsFeed, onesFeed, type Subject, targetsOf, weightFeeds, type Weights } from '#engine/probes/subject';

/** Activations and gradients of a chunk, or of a block of batches, that are in memory at once. */
const CHUNK_NUMBERS = 8 * 1024 * 1024;
const MOST_CHUNK_ROWS = 4096;
/** Batches of a block; a block of many small ones costs little more than one call. */
const MOST_BLOCK = 512;

export interface MeanGradient {
  /** Of the mean loss over the rows, tensor by tensor. */
  readonly gradients: readonly Float64Array[];
  readonly loss: number;
}

export interface Factors {
  /** Of every layer [n, columns]. */
  readonly inputs: readonly { readonly values: Float32Array; readonly columns: number; readonly hasOnes: boolean }[];
  readonly slopes: readonly { readonly values: Float32Array; readonly columns: number }[];
}

export function chunksOf(subject: Subject, rows: Int32Array): readonly Int32Array[] {
  const size = Math.max(1, Math.min(MOST_CHUNK_ROWS, Math.floor(CHUNK_NUMBERS / (2 * numbersPerRow(subject.model)))));
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));
}

const compiled = (subject: Subject, name: string, graph: () => ReturnType<typeof gradientGraph>): Promise<Executable> =>
  subject.cache.get(JSON.stringify({ probe: name, model: subject.graph }), graph);

/** The gradient of the mean loss over rows, and that loss. */
export async function meanGradient(subject: Subject, weights: Weights, rows: Int32Array): Promise<MeanGradient> {
  const executable = await compiled(subject, 'gradient', () => gradientGraph(subject.graph));
  const [loss, ...gradients] = (await meansOver(subject, weights, rows, executable, [...weights.parameters, [0]])).toReversed();
  return { gradients: gradients.toReversed(), loss: loss[0] };
}

/** The Hessian of the mean loss over rows times a vector, exactly. */
export async function hessianTimes(
  subject: Subject,
  weights: Weights,
  rows: Int32Array,
  vector: readonly Float32Array[],
): Promise<readonly Float64Array[]> {
  const executable = await compiled(subject, 'curvature', () => curvatureGraph(subject.graph));
  const direction = Object.entries(weightFeeds(subject, { parameters: vector, statistics: [] }));
  const feeds = Object.fromEntries(direction.map(([name, value]) => [`${name}_tangent`, value]));
  return meansOver(subject, weights, rows, executable, weights.parameters, feeds);
}

/** Outputs of a graph that sums over rows, summed over chunks of them and divided by their number. */
async function meansOver(
  subject: Subject,
  weights: Weights,
  rows: Int32Array,
  executable: Executable,
  like: readonly { readonly length: number }[],
  more: Feeds = {},
): Promise<readonly Float64Array[]> {
  const sums = like.map(({ length }) => new Float64Array(length));
  for (const chunk of chunksOf(subject, rows)) {
    const results = await executable.run({
      features: subject.data.features,
      ...weightFeeds(subject, weights),
      ...more,
      ...onesFeed(subject, chunk.length),
      rows: integers(chunk, [1, chunk.length]),
      targets: floats(targetsOf(subject, chunk), [1, chunk.length, subject.model.outputs]),
    });
    sums.forEach((sum, index) => {
      const values = floatData(results[index]);
      for (let place = 0; place < sum.length; place++) sum[place] += values[place];
    });
  }
  return sums.map((sum) => sum.map((value) => value / rows.length));
}

/** Inputs and slopes of every dense layer for each of the rows. */
export async function factorsOf(subject: Subject, weights: Weights, rows: Int32Array): Promise<Factors> {
  const executable = await compiled(subject, 'factors', () => factorsGraph(subject.graph));
  const layers = weights.parameters.length;
  const results = await executable.run({
    features: subject.data.features,
    ...weightFeeds(subject, weights),
    ...onesFeed(subject, rows.length),
    rows: integers(rows, [1, rows.length]),
    targets: floats(targetsOf(subject, rows), [1, rows.length, subject.model.outputs]),
  });
  const part = (index: number) => ({ values: floatData(results[index]), columns: results[index].dims[2] });
  return {
    inputs: Array.from({ length: layers }, (_, layer) => ({ ...part(layer), hasOnes: layer === 0 })),
    slopes: Array.from({ length: layers }, (_, layer) => part(layers + layer)),
  };
}

/**
 * Squared norms of the gradients of the summed loss of batches, tensor by tensor, [tensors][batches]; `batches` holds `size` rows of each.
 * With batch normalisation they are those of training: each batch has its own statistics. A loop inside the graph.
 */
export async function batchSquares(
  subject: Subject,
  weights: Weights,
  size: number,
  count: number,
  batches: (count: number) => Int32Array,
  onDone: (count: number) => Promise<void>,
): Promise<readonly Float64Array[]> {
  const squares = weights.parameters.map(() => new Float64Array(count));
  await eachBlock(subject, weights, 'norms', { size, count }, batches, (results, from) => {
    squares.forEach((all, index) => all.set(results[index], from));
    return onDone(from + results[0].length);
  });
  return squares;
}

/** Gradients of single rows, [tensors], each [rows, size of the tensor]. */
export async function rowGradients(subject: Subject, weights: Weights, rows: Int32Array): Promise<readonly Float32Array[]> {
  const all = weights.parameters.map(({ length }) => new Float32Array(length * rows.length));
  let next = 0;
  const batches = (count: number): Int32Array => rows.slice(next, (next += count));
  await eachBlock(subject, weights, 'gradients', { size: 1, count: rows.length }, batches, (results, from) => {
    all.forEach((values, index) => values.set(results[index], from * weights.parameters[index].length));
    return Promise.resolve();
  });
  return all;
}

async function eachBlock(
  subject: Subject,
  weights: Weights,
  wants: 'gradients' | 'norms',
  { size, count }: { readonly size: number; readonly count: number },
  batches: (count: number) => Int32Array,
  take: (results: readonly Float32Array[], from: number) => Promise<void>,
): Promise<void> {
  const form = { isSingleRow: size === 1, wants };
  const executable = await compiled(subject, JSON.stringify(form), () => batchGradientsGraph(subject.graph, form));
  const parameters = weights.parameters.reduce((sum, { length }) => sum + length, 0);
  const perBatch = size * subject.model.outputs + (wants === 'gradients' ? parameters : 0);
  const block = Math.max(1, Math.min(MOST_BLOCK, Math.floor(CHUNK_NUMBERS / perBatch), Math.ceil(65_536 / size)));
  const feeds = {
    features: subject.data.features,
    ...weightFeeds(subject, weights),
    ...onesFeed(subject, size),
    ...groupsFeed(subject, size),
  };
  for (let from = 0; from < count; from += block) {
    const own = Math.min(block, count - from);
    const rows = batches(own);
    const results = await executable.run({
      ...feeds,
      rows: integers(rows, [own, 1, size]),
      targets: floats(targetsOf(subject, rows), [own, 1, size, subject.model.outputs]),
    });
    await take(results.map(floatData), from);
  }
}
