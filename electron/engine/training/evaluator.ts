/** Loss and score of every run of a stack over whole splits: all splits in one pass, in chunks; sums are in float64. */
import type { TrainingJob } from '#lab/ports/engines';
import type { SplitScore } from '#core/series/evaluation';
import { graphModel } from '#engine/model/network';
import { evaluationGraph } from '#engine/model/evaluation-graph';
import { numbersPerRow } from '#engine/model/working-set';
import { floatData, floats, integers, type ExecutableCache, type Feeds, type Value } from '#engine/onnx/session';
import type { EngineData } from '#engine/training/engine-data';
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

/** What a network computes with. */
export interface StackWeights {
  readonly parameters: readonly Value[];
  readonly statistics: readonly Value[];
}

export interface Evaluator {
  /** The scores of every run of the stack. */
  evaluate(state: StackWeights): Promise<readonly RunScores[]>;
}

interface Chunk {
  readonly rows: Int32Array;
  readonly feeds: Feeds;
}

/** Sums over the rows of one split. */
interface Sums {
  loss: number;
  correct: number;
}

export async function openEvaluator(job: TrainingJob, runs: number, data: EngineData, cache: ExecutableCache): Promise<Evaluator> {
  const model = graphModel(job.model);
  const { layers, outputs, loss } = model;
  const executable = await cache.get(JSON.stringify({ evaluate: model, runs }), () => evaluationGraph(model, runs));
  const splits = [data.split.train, data.split.validation, data.split.test];
  const chunkRows = Math.max(16, Math.min(CHUNK_ROWS, Math.floor(CHUNK_NUMBERS / numbersPerRow(job.model))));
  const chunks = cut(splits, runs, data, layers.length > 0, chunkRows);
  const splitOf = Uint8Array.from(splits.flatMap((rows, split) => new Array<number>(rows.length).fill(split)));
  const variation = loss === 'meanSquaredError' ? splits.map((rows) => squaresAroundMean(rows, data.targets)) : [];
  const add = loss === 'crossEntropy' ? addClass : addSquare;
  const scoreOf = (sums: Sums, split: number): SplitScore => {
    const rows = splits[split].length;
    return { loss: sums.loss / rows, score: loss === 'crossEntropy' ? sums.correct / rows : 1 - sums.loss / variation[split] };
  };

  return {
    async evaluate({ parameters, statistics }) {
      const sums = Array.from({ length: runs }, () => splits.map((): Sums => ({ loss: 0, correct: 0 })));
      const weights = Object.fromEntries([
        ...parameters.map((value, index) => [`parameters${String(index)}`, value] as const),
        ...statistics.map((value, index) => [`statistics${String(index)}`, value] as const),
      ]);
      let seen = 0;
      for (const { rows, feeds } of chunks) {
        const [result] = await executable.run({ ...feeds, ...weights });
        const values = floatData(result);
        for (let run = 0; run < runs; run++) {
          for (let index = 0; index < rows.length; index++) {
            const start = (run * rows.length + index) * outputs;
            add(sums[run][splitOf[seen + index]], values, start, outputs, data.targets[rows[index]]);
          }
        }
        seen += rows.length;
      }
      return sums.map((own) => {
        const [train, validation, test] = own.map((split, index) => (splits[index].length === 0 ? null : scoreOf(split, index)));
        return { train: train ?? { loss: NaN, score: NaN }, validation, test };
      });
    },
  };
}

/** The rows of all splits, one after the other, in chunks ready to feed. */
function cut(splits: readonly Int32Array[], runs: number, data: EngineData, hasHiddenLayers: boolean, chunkRows: number): readonly Chunk[] {
  const all = Int32Array.from(splits.flatMap((rows) => [...rows]));
  const chunks: Chunk[] = [];
  for (let start = 0; start < all.length; start += chunkRows) {
    const rows = all.slice(start, start + chunkRows);
    const feeds: Feeds = { features: data.features, rows: integers(rows, [1, rows.length]) };
    if (hasHiddenLayers) feeds.ones = floats(new Float32Array(runs * rows.length).fill(1), [runs, rows.length, 1]);
    chunks.push({ rows, feeds });
  }
  return chunks;
}

function addClass(sums: Sums, logs: Float32Array, start: number, columns: number, label: number): void {
  sums.loss -= logs[start + label];
  if (isLargest(logs, start, columns, label, logs[start + label])) sums.correct++;
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
