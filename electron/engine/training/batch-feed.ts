/** Writes down the batches of a block of updates for a stack of runs: rows, targets and row weights as the training graph wants them. */
import { epochOrder } from '#core/schedule/batch-order';
import { batchAt, phaseAt, timelineWith, type Timeline, type TimelinePhase } from '#core/schedule/timeline';
import type { TrainingJob } from '#lab/ports/engines';
import type { EngineRows } from '#engine/training/engine-data';
import { logisticTarget } from '#engine/training/logistic';

export interface BatchFeed {
  readonly timeline: Timeline;
  /** Whether some batch of a phase is smaller than the others and is filled up to their size with rows of weight zero. */
  isPadded(phase: TimelinePhase): boolean;
  /** Size of the batch of an update. */
  batchSizeAt(update: number): number;
  /** What the mean gradient of a batch counts: 1, or the share of a whole batch that it has (remainder `weightBySize`). */
  shareAt(update: number): number;
  /** The rows of the data that a run sees in an update, without filling. */
  rowsAt(run: number, update: number): Int32Array;
  /** The updates of a block must be of one phase. `needsWeights`: a weight for every row also where one would serve all. */
  fill(fromUpdate: number, updates: number, needsWeights?: boolean): FilledBlock;
}

export interface FilledBlock {
  /** [K, R, B] */
  readonly order: Int32Array;
  /** [K, R, B, C]: one-hot classes (smoothed where the job says so) or values. */
  readonly targets: Float32Array;
  /** Gradient scale * share / (size of the batch), [K, R, B, C] with zeros for filled-up rows; null where one weight serves all rows. */
  readonly weights: Float32Array | null;
}

export function batchFeed(
  job: Pick<TrainingJob, 'seed' | 'batchSize' | 'laterBatches' | 'remainder' | 'sampling' | 'labelSmoothing' | 'model'>,
  runs: readonly { readonly replicate: number }[],
  data: EngineRows,
  scaleAt: (run: number, update: number) => number,
): BatchFeed {
  const { train } = data.split;
  const timeline = timelineWith(train.length, job.batchSize, job.laterBatches, job.remainder);
  const columns = job.model.outputs;
  const isClasses = job.model.loss === 'crossEntropy';
  const isLogistic = job.model.loss === 'binaryCrossEntropy';
  const spread = job.labelSmoothing / columns;
  const epochs = runs.map(() => ({ epoch: -1, order: train }));
  /** Of the rows of the data in `order`. */
  const writeTargets = (order: Int32Array, targets: Float32Array): void => {
    const known = data.targets;
    if (isClasses) {
      if (spread > 0) targets.fill(spread);
      const own = 1 - job.labelSmoothing + spread;
      for (let row = 0; row < order.length; row++) targets[row * columns + known[order[row]]] = own;
    } else if (isLogistic)
      for (let row = 0; row < order.length; row++) targets[row] = logisticTarget(known[order[row]], job.labelSmoothing);
    else for (let row = 0; row < order.length; row++) targets[row] = known[order[row]];
  };
  const orderOf = (run: number, epoch: number): Int32Array => {
    if (epochs[run].epoch !== epoch) epochs[run] = { epoch, order: epochOrder(train, job.seed, runs[run].replicate, epoch, job.sampling) };
    return epochs[run].order;
  };
  const isPadded = ({ size, row }: TimelinePhase): boolean =>
    job.remainder !== 'drop' && (train.length % size !== 0 || (train.length - row) % size !== 0);
  const shareAt = (update: number): number =>
    job.remainder === 'weightBySize' ? batchAt(timeline, update).size / phaseAt(timeline, update).size : 1;

  return {
    timeline,
    isPadded,
    batchSizeAt: (update) => batchAt(timeline, update).size,
    shareAt,
    rowsAt(run, update) {
      const { epoch, row, size } = batchAt(timeline, update);
      return orderOf(run, epoch).subarray(row, row + size);
    },
    fill(fromUpdate, updates, needsWeights = false) {
      const phase = phaseAt(timeline, fromUpdate);
      const batch = phase.size;
      const rows = updates * runs.length * batch;
      const order = new Int32Array(rows);
      const targets = new Float32Array(rows * columns);
      const weights = isPadded(phase) || needsWeights ? new Float32Array(rows * columns) : null;
      for (let index = 0; index < updates; index++) {
        const update = fromUpdate + index;
        const { epoch, row: start, size } = batchAt(timeline, update);
        const share = shareAt(update);
        for (let run = 0; run < runs.length; run++) {
          const source = orderOf(run, epoch);
          const at = (index * runs.length + run) * batch;
          for (let row = 0; row < size; row++) order[at + row] = source[start + row];
          // Filled-up rows repeat the last real one, so that they are finite whenever it is.
          order.fill(source[start + size - 1], at + size, at + batch);
          weights?.fill((scaleAt(run, update) * share) / size, at * columns, (at + size) * columns);
        }
      }
      writeTargets(order, targets);
      return { order, targets, weights };
    },
  };
}
