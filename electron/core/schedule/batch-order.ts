/** Which rows a run sees in an epoch and in which order; how they are cut into batches is the timeline's. */
import { permutation, randomStream, type RandomStream } from '#core/random';

export type Sampling = 'shuffle' | 'replacement';

/**
 * The training rows as `replicate` sees them in `epoch` (0-based): a seeded permutation, or as many independent uniform draws with
 * replacement. A batch is a stretch of it, so batches are disjoint parts of the rows or independent draws.
 */
export function epochOrder(trainingRows: Int32Array, seed: number, replicate: number, epoch: number, sampling: Sampling): Int32Array {
  const stream = randomStream(seed, 'order', replicate, epoch);
  const { length } = trainingRows;
  const order = sampling === 'shuffle' ? permutation(length, stream) : draws(length, stream);
  // Plain loops: `map` and `from` take ten times as long, and this is done for every row of every epoch.
  for (let index = 0; index < length; index++) order[index] = trainingRows[order[index]];
  return order;
}

function draws(length: number, stream: RandomStream): Int32Array {
  const order = new Int32Array(length);
  for (let index = 0; index < length; index++) order[index] = stream.below(length);
  return order;
}
