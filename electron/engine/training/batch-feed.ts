/** Writes down the batches of a block of updates for a stack of runs: rows, targets and row weights as the training graph wants them. */
import { batchPlan, epochOrder, type BatchPlan } from '#core/schedule/batch-order';
import type { TrainingJob } from '#lab/ports';
import type { EngineData } from '#engine/training/engine-data';

export interface BatchFeed {
  readonly plan: BatchPlan;
  /** Whether some batch is smaller than the others and is filled up to their size with rows of weight zero. */
  readonly isPadded: boolean;
  /** Size of the batch of an update. */
  batchSizeAt(update: number): number;
  fill(fromUpdate: number, updates: number): FilledBlock;
}

interface FilledBlock {
  /** [K, R, B] */
  readonly order: Int32Array;
  /** [K, R, B, C]: one-hot classes or values. */
  readonly targets: Float32Array;
  /** Gradient scale / (size of the batch), [K, R, B, C] with zeros for filled-up rows; null where one weight serves all rows. */
  readonly weights: Float32Array | null;
}

export function batchFeed(
  job: Pick<TrainingJob, 'seed' | 'batchSize' | 'remainder' | 'model'>,
  runs: readonly { readonly replicate: number }[],
  data: EngineData,
  scaleAt: (run: number, update: number) => number,
): BatchFeed {
  const { train } = data.split;
  const plan = batchPlan(train.length, job.batchSize, job.remainder);
  const isPadded = plan.lastBatch !== plan.batchSize;
  const batch = plan.batchSize;
  const columns = job.model.outputs;
  const isClasses = job.model.loss === 'crossEntropy';
  const epochs = runs.map(() => ({ epoch: -1, order: train }));
  const orderOf = (run: number, epoch: number): Int32Array => {
    if (epochs[run].epoch !== epoch) epochs[run] = { epoch, order: epochOrder(train, job.seed, runs[run].replicate, epoch) };
    return epochs[run].order;
  };
  const batchSizeAt = (update: number): number =>
    update % plan.updatesPerEpoch === plan.updatesPerEpoch - 1 ? plan.lastBatch : plan.batchSize;

  return {
    plan,
    isPadded,
    batchSizeAt,
    fill(fromUpdate, updates) {
      const rows = updates * runs.length * batch;
      const order = new Int32Array(rows);
      const targets = new Float32Array(rows * columns);
      const weights = isPadded ? new Float32Array(rows * columns) : null;
      for (let index = 0; index < updates; index++) {
        const update = fromUpdate + index;
        const epoch = Math.floor(update / plan.updatesPerEpoch);
        const start = (update - epoch * plan.updatesPerEpoch) * batch;
        const size = batchSizeAt(update);
        for (let run = 0; run < runs.length; run++) {
          const source = orderOf(run, epoch);
          const at = (index * runs.length + run) * batch;
          for (let row = 0; row < batch; row++) {
            // Filled-up rows repeat the last real one, so that they are finite whenever it is.
            const dataRow = source[start + Math.min(row, size - 1)];
            order[at + row] = dataRow;
            if (isClasses) targets[(at + row) * columns + data.targets[dataRow]] = 1;
            else targets[at + row] = data.targets[dataRow];
          }
          weights?.fill(scaleAt(run, update) / size, at * columns, (at + size) * columns);
        }
      }
      return { order, targets, weights };
    },
  };
}
