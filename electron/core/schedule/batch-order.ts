/** Which rows a run sees in an epoch and in which order; how they are cut into batches is the timeline's. */
import { permutation, randomStream } from '#core/random';

export type Sampling = 'shuffle' | 'replacement';

/**
 * The training rows as `replicate` sees them in `epoch` (0-based): a seeded permutation, or as many independent uniform draws with
 * replacement. A batch is a stretch of it, so batches are disjoint parts of the rows or independent draws.
 */
export function epochOrder(trainingRows: Int32Array, seed: number, replicate: number, epoch: number, sampling: Sampling): Int32Array {
  const stream = randomStream(seed, 'order', replicate, epoch);
  if (sampling === 'shuffle') return permutation(trainingRows.length, stream).map((position) => trainingRows[position]);
  return Int32Array.from({ length: trainingRows.length }, () => trainingRows[stream.below(trainingRows.length)]);
}
