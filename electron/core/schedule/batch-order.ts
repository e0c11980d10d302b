/** Which rows form which mini-batch: every epoch is a seeded permutation of the training rows, cut into disjoint batches. */
import { permutation, randomStream } from '#core/random';

export interface BatchPlan {
  /** Rows of every batch but perhaps the last: the batch size, or all training rows where there are fewer. */
  readonly batchSize: number;
  readonly updatesPerEpoch: number;
  /** Rows of the last batch of an epoch. */
  readonly lastBatch: number;
  /** Rows that an epoch visits: fewer than there are where the remainder is dropped. */
  readonly samplesPerEpoch: number;
}

/** How `rows` training rows are cut. `drop` keeps at least one batch. */
export function batchPlan(rows: number, batchSize: number, remainder: 'keep' | 'drop'): BatchPlan {
  const size = Math.min(batchSize, rows);
  const left = rows % size;
  if (left === 0 || remainder === 'drop') {
    const updatesPerEpoch = Math.floor(rows / size);
    return { batchSize: size, updatesPerEpoch, lastBatch: size, samplesPerEpoch: updatesPerEpoch * size };
  }
  return { batchSize: size, updatesPerEpoch: Math.ceil(rows / size), lastBatch: left, samplesPerEpoch: rows };
}

/** Training samples seen after so many updates, counted with repetition. */
export function samplesAfter(plan: BatchPlan, updates: number): number {
  const epochs = Math.floor(updates / plan.updatesPerEpoch);
  return epochs * plan.samplesPerEpoch + (updates - epochs * plan.updatesPerEpoch) * plan.batchSize;
}

/** The training rows in the order in which `replicate` sees them in `epoch` (0-based); batch i starts at i * batchSize. */
export function epochOrder(trainingRows: Int32Array, seed: number, replicate: number, epoch: number): Int32Array {
  return permutation(trainingRows.length, randomStream(seed, 'order', replicate, epoch)).map((position) => trainingRows[position]);
}
