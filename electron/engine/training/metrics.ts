/** Per-update metrics of a block, read from what the training graph wrote down for every row. Sums are in float64. */
import { predictsClasses } from '#core/experiment/loss';
import type { Loss } from '#core/experiment/spec';
import { isLogisticAnswer, logisticLoss, logisticTarget } from '#engine/training/logistic';

/** One array a run, one entry an update. Accuracy is empty for a loss on values, gradient norm where it was not recorded. */
export interface BlockMetrics {
  readonly loss: readonly Float32Array[];
  readonly accuracy: readonly Float32Array[];
  readonly gradientNorm: readonly Float32Array[];
}

export interface BlockRecords {
  readonly loss: Loss;
  readonly runs: number;
  readonly updates: number;
  /** Rows of a batch with its filling. */
  readonly batch: number;
  readonly columns: number;
  readonly labelSmoothing: number;
  /** Real rows of the batch of update `index` of the block. */
  readonly sizeOf: (index: number) => number;
  /** [K, R, B, C] log probabilities, or [K, R, B, 1] logits or residuals. */
  readonly rows: Float32Array;
  /** [K, R, B], rows of the data. */
  readonly order: Int32Array;
  /** Class of every row of the data. */
  readonly labels: Int32Array | Float32Array;
  /** What the gradient of a run came multiplied by in update `index` of the block. */
  readonly scaleOf: (run: number, index: number) => number;
  /** Per layer [K, R], squared norms of scale * gradient; null where they were not recorded. */
  readonly squaredNorms: readonly Float32Array[] | null;
}

export function blockMetrics(records: BlockRecords): BlockMetrics {
  const { runs, updates } = records;
  const isClasses = predictsClasses(records.loss);
  const batchOf = records.loss === 'binaryCrossEntropy' ? logisticBatch : classBatch;
  const columns = (length: number): Float32Array[] => Array.from({ length: runs }, () => new Float32Array(length));
  const loss = columns(updates);
  const accuracy = columns(isClasses ? updates : 0);
  const gradientNorm = columns(records.squaredNorms === null ? 0 : updates);
  for (let index = 0; index < updates; index++) {
    const size = records.sizeOf(index);
    for (let run = 0; run < runs; run++) {
      const cell = index * runs + run;
      if (isClasses) {
        const batch = batchOf(records, cell * records.batch, size);
        loss[run][index] = batch.loss / size;
        accuracy[run][index] = batch.correct / size;
      } else {
        loss[run][index] = sumOfSquares(records.rows, cell * records.batch, size) / size;
      }
      if (records.squaredNorms !== null) {
        let sum = 0;
        for (const layer of records.squaredNorms) sum += layer[cell];
        gradientNorm[run][index] = Math.sqrt(sum) / Math.abs(records.scaleOf(run, index));
      }
    }
  }
  return { loss, accuracy, gradientNorm };
}

/** Summed cross-entropy (with smoothed targets where the job has them) and number of right answers of `size` rows from row `start` on. */
function classBatch(records: BlockRecords, start: number, size: number): { loss: number; correct: number } {
  const { rows, columns, labels, order, labelSmoothing: smoothing } = records;
  const end = start + size;
  let loss = 0;
  let correct = 0;
  for (let row = start; row < end; row++) {
    const first = row * columns;
    const label = labels[order[row]];
    const own = rows[first + label];
    loss -= smoothing === 0 ? own : (1 - smoothing) * own + (smoothing / columns) * sumOf(rows, first, columns);
    if (isLargest(rows, first, columns, label, own)) correct++;
  }
  return { loss, correct };
}

/** The same for one output. */
function logisticBatch({ rows, labels, order, labelSmoothing }: BlockRecords, start: number, size: number): ReturnType<typeof classBatch> {
  let loss = 0;
  let correct = 0;
  for (let row = start; row < start + size; row++) {
    const label = labels[order[row]];
    loss += logisticLoss(rows[row], logisticTarget(label, labelSmoothing));
    if (isLogisticAnswer(rows[row], label)) correct++;
  }
  return { loss, correct };
}

function sumOf(values: Float32Array, start: number, count: number): number {
  let sum = 0;
  for (let index = start; index < start + count; index++) sum += values[index];
  return sum;
}

/** Whether class `label` is the answer: the first of the largest. Never where a value is not a number. */
export function isLargest(values: Float32Array, start: number, columns: number, label: number, own: number): boolean {
  for (let column = 0; column < columns; column++) {
    const other = values[start + column];
    if (!(other < own || (other === own && column >= label))) return false;
  }
  return true;
}

function sumOfSquares(values: Float32Array, start: number, size: number): number {
  let sum = 0;
  for (let row = start; row < start + size; row++) sum += values[row] * values[row];
  return sum;
}
