/** Random batches of a probe as its question wants them drawn: without or with putting rows back. */
import { BatchDraws } from '#core/probes/batch-draws';
import { randomStream } from '#core/random';

export interface Draws {
  /** Positions of the next batch, ascending; it is overwritten by the one after it. */
  next(): Int32Array;
}

/** Batches of `size` of the positions 0 .. rows - 1, each independent of the others. The same arguments draw the same batches. */
export function drawsOf(seed: number, size: number, rows: number, withReplacement: boolean): Draws {
  if (!withReplacement) return new BatchDraws(seed, size, rows);
  const stream = randomStream(seed, 'probe', size);
  const batch = new Int32Array(size);
  return {
    next() {
      for (let place = 0; place < size; place++) batch[place] = stream.below(rows);
      return batch.sort();
    },
  };
}
