/** Loss and score of every run of a stack over whole splits, from what its networks say about every row; sums are in float64. */
import type { TrainingJob } from '#lab/ports/engines';
import { predictsClasses } from '#core/experiment/loss';
import type { SplitScore } from '#core/series/evaluation';
import { numbersPerRow } from '#engine/model/working-set';
import type { EngineRows } from '#engine/training/engine-data';
import { isLogisticAnswer, logisticLoss } from '#engine/training/logistic';
import { isLargest } from '#engine/training/metrics';

/** Rows looked at in one native call: it must not depend on the size of the stack. Networks with windows take fewer at once. */
const CHUNK_ROWS = 1024;
const CHUNK_NUMBERS = 4 * 1024 * 1024;

export interface RunScores {
  readonly train: SplitScore;
  /** null where the split has no rows. */
  readonly validation: SplitScore | null;
  readonly test: SplitScore | null;
}

/** What R networks say about the n rows of chunk `index`, [R, n, C]: log probabilities of the classes, one logit, or predicted values. */
export type Look = (rows: Int32Array, index: number) => Promise<Float32Array>;

export interface Scorer {
  /** The rows of all splits, one after the other, as they are looked at. */
  readonly chunks: readonly Int32Array[];
  score(look: Look): Promise<readonly RunScores[]>;
}

/** Sums over the rows of one split. */
interface Sums {
  loss: number;
  correct: number;
}

export function openScorer({ model }: Pick<TrainingJob, 'model'>, runs: number, { split, targets }: EngineRows): Scorer {
  const { outputs, loss } = model;
  const splits = [split.train, split.validation, split.test];
  const chunkRows = Math.max(16, Math.min(CHUNK_ROWS, Math.floor(CHUNK_NUMBERS / numbersPerRow(model))));
  const chunks = cut(splits, chunkRows);
  const splitOf = Uint8Array.from(splits.flatMap((rows, index) => new Array<number>(rows.length).fill(index)));
  const variation = loss === 'meanSquaredError' ? splits.map((rows) => squaresAroundMean(rows, targets)) : [];
  const add = { crossEntropy: addClass, binaryCrossEntropy: addLogit, meanSquaredError: addSquare }[loss];
  const scoreOf = (sums: Sums, index: number): SplitScore => {
    const rows = splits[index].length;
    return { loss: sums.loss / rows, score: predictsClasses(loss) ? sums.correct / rows : 1 - sums.loss / variation[index] };
  };

  return {
    chunks,
    async score(look) {
      const sums = Array.from({ length: runs }, () => splits.map((): Sums => ({ loss: 0, correct: 0 })));
      let seen = 0;
      for (const [index, rows] of chunks.entries()) {
        const values = await look(rows, index);
        for (let run = 0; run < runs; run++) {
          for (let row = 0; row < rows.length; row++) {
            const start = (run * rows.length + row) * outputs;
            add(sums[run][splitOf[seen + row]], values, start, outputs, targets[rows[row]]);
          }
        }
        seen += rows.length;
      }
      return sums.map((own) => {
        const [train, validation, test] = own.map((part, index) => (splits[index].length === 0 ? null : scoreOf(part, index)));
        return { train: train ?? { loss: NaN, score: NaN }, validation, test };
      });
    },
  };
}

function cut(splits: readonly Int32Array[], chunkRows: number): readonly Int32Array[] {
  const all = Int32Array.from(splits.flatMap((rows) => [...rows]));
  const chunks: Int32Array[] = [];
  for (let start = 0; start < all.length; start += chunkRows) chunks.push(all.slice(start, start + chunkRows));
  return chunks;
}

function addClass(sums: Sums, logs: Float32Array, start: number, columns: number, label: number): void {
  sums.loss -= logs[start + label];
  if (isLargest(logs, start, columns, label, logs[start + label])) sums.correct++;
}

function addLogit(sums: Sums, logits: Float32Array, start: number, _columns: number, label: number): void {
  sums.loss += logisticLoss(logits[start], label);
  if (isLogisticAnswer(logits[start], label)) sums.correct++;
}

function addSquare(sums: Sums, predictions: Float32Array, start: number, _columns: number, value: number): void {
  const residual = predictions[start] - value;
  sums.loss += residual * residual;
}

/** Sum of squared differences from the mean of a split: what R squared compares with. */
function squaresAroundMean(rows: Int32Array, values: Int32Array | Float32Array): number {
  let sum = 0;
  for (const row of rows) sum += values[row];
  const mean = sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += (values[row] - mean) ** 2;
  return squares;
}
