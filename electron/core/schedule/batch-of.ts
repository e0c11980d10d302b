/** One batch size that stands for those of a run whose batch size changes, where cost or memory is estimated. */
import type { Condition } from '#core/experiment/plan';

type Batches = Pick<Condition, 'batchSize' | 'laterBatches'>;

/** What a stack must have room for. */
export function largestBatch({ batchSize, laterBatches }: Batches): number {
  return laterBatches.reduce((most, { size }) => Math.max(most, size), batchSize);
}

/** What an update costs on average: the run's own size, or where it changes the mean over its updates. */
export function meanBatch(condition: Batches & Pick<Condition, 'samples' | 'length'>): number {
  const { batchSize, laterBatches, samples, length } = condition;
  return laterBatches.length === 0 ? batchSize : Math.max(1, Math.round(samples / length.updates));
}
