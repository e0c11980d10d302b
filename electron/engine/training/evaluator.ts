/** Loss and score of every run of a stack over whole splits, in chunks; sums are in float64. */
import type { TrainingJob } from '#lab/ports';
import type { SplitScore } from '#core/series/evaluation';
import { evaluationGraph } from '#engine/model/evaluation-graph';
import { floatData, floats, integers, type Executable, type ExecutableCache, type Feeds, type Value } from '#engine/onnx/session';
import type { EngineData } from '#engine/training/engine-data';
import { isLargest } from '#engine/training/metrics';

/** Rows looked at in one native call. It must not depend on the size of the stack. */
const CHUNK_ROWS = 1024;

export interface Evaluator {
  /** One score a run; null for a split without rows. */
  evaluate(parameters: readonly Value[], rows: Int32Array): Promise<readonly SplitScore[] | null>;
}

interface Chunk {
  readonly indices: Int32Array;
  readonly rows: Value;
  readonly ones: Value | null;
}

export async function openEvaluator(job: TrainingJob, runs: number, data: EngineData, cache: ExecutableCache): Promise<Evaluator> {
  const { inputs, layers, outputs, loss } = job.model;
  const model = { inputs, layers, outputs, loss };
  const executable: Executable = await cache.get(JSON.stringify({ evaluate: model, runs }), () => evaluationGraph(model, runs));
  const chunksOf = new Map<Int32Array, readonly Chunk[]>();
  const chunks = (rows: Int32Array): readonly Chunk[] => {
    const known = chunksOf.get(rows);
    if (known !== undefined) return known;
    const cut: Chunk[] = [];
    for (let start = 0; start < rows.length; start += CHUNK_ROWS) {
      const indices = rows.subarray(start, start + CHUNK_ROWS);
      const ones = layers.length > 0 ? floats(new Float32Array(runs * indices.length).fill(1), [runs, indices.length, 1]) : null;
      cut.push({ indices, rows: integers(indices.slice(), [1, indices.length]), ones });
    }
    chunksOf.set(rows, cut);
    return cut;
  };

  return {
    async evaluate(parameters, rows) {
      if (rows.length === 0) return null;
      const sums = Array.from({ length: runs }, () => ({ loss: 0, correct: 0 }));
      const weights = Object.fromEntries(parameters.map((value, layer) => [`parameters${String(layer)}`, value]));
      for (const chunk of chunks(rows)) {
        const feeds: Feeds = { features: data.features, rows: chunk.rows, ...weights };
        if (chunk.ones !== null) feeds.ones = chunk.ones;
        const [result] = await executable.run(feeds);
        const values = floatData(result);
        sums.forEach((sum, run) => {
          const start = run * chunk.indices.length * outputs;
          if (loss === 'crossEntropy') addClasses(sum, values, start, outputs, chunk.indices, data.targets);
          else addSquares(sum, values, start, chunk.indices, data.targets);
        });
      }
      if (loss === 'crossEntropy') return sums.map((sum) => ({ loss: sum.loss / rows.length, score: sum.correct / rows.length }));
      const total = squaresAroundMean(rows, data.targets);
      return sums.map((sum) => ({ loss: sum.loss / rows.length, score: 1 - sum.loss / total }));
    },
  };
}

function addClasses(
  sum: { loss: number; correct: number },
  logs: Float32Array,
  start: number,
  columns: number,
  rows: Int32Array,
  labels: Int32Array | Float32Array,
): void {
  rows.forEach((row, index) => {
    const at = start + index * columns;
    const label = labels[row];
    sum.loss -= logs[at + label];
    if (isLargest(logs, at, columns, label, logs[at + label])) sum.correct++;
  });
}

function addSquares(
  sum: { loss: number },
  predictions: Float32Array,
  start: number,
  rows: Int32Array,
  values: Int32Array | Float32Array,
): void {
  rows.forEach((row, index) => {
    const residual = predictions[start + index] - values[row];
    sum.loss += residual * residual;
  });
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
