/** One run of a job while it trains: its unsent series and evaluations, its sums, and whether it still trains. */
import type { ModelShape } from '#core/experiment/plan';
import type { MetricName } from '#core/experiment/spec';
import { withReductions } from '#core/schedule/learning-rate';
import type { Evaluation } from '#core/series/evaluation';
import type { RunProgress, StackedRun } from '#lab/ports/engines';
import { initialWeights } from '#engine/initial-weights';
import type { BlockMetrics } from '#engine/training/metrics';
import { noRecent, recentMeans, type RecentSums } from '#engine/training/recent';
import type { Watch } from '#engine/training/watch';

export class RunRecord {
  readonly run: StackedRun;
  readonly recent: RecentSums;
  isTraining = true;
  /** Last update at which it was evaluated; -1 before the first. */
  evaluatedAt: number;
  watch: Watch;
  private readonly metrics: readonly MetricName[];
  private readonly initial: readonly Float32Array[];
  private unsentFrom: number;
  private unsent: { readonly updates: number; readonly columns: Partial<Record<MetricName, Float32Array>> }[] = [];
  private evaluations: Evaluation[] = [];

  constructor(
    run: StackedRun,
    start: { readonly update: number; readonly evaluatedAt: number; readonly recent: RecentSums; readonly watch: Watch },
    metrics: readonly MetricName[],
    model: ModelShape,
    seed: number,
  ) {
    this.run = run;
    this.recent = { ...start.recent };
    this.evaluatedAt = start.evaluatedAt;
    this.watch = start.watch;
    this.metrics = metrics;
    this.initial = initialWeights(model, seed, run.replicate);
    this.unsentFrom = start.update;
  }

  /** Takes in the first `updates` updates of a block; `index` is the position of the run in its stack. */
  add(block: BlockMetrics, index: number, updates: number): void {
    const columns: Partial<Record<MetricName, Float32Array>> = {};
    for (const metric of this.metrics) columns[metric] = block[metric][index].slice(0, updates);
    this.unsent.push({ updates, columns });
    for (let update = 0; update < updates; update++) {
      this.recent.count++;
      for (const metric of ['loss', 'accuracy', 'gradientNorm'] as const) {
        this.recent[metric] += columns[metric]?.[update] ?? NaN;
      }
    }
  }

  evaluate(
    at: { readonly update: number; readonly samples: number; readonly epoch: number; readonly seconds: number },
    scores: Pick<Evaluation, 'train' | 'validation' | 'test' | 'noise'>,
    parameters: readonly Float32Array[],
  ): Evaluation {
    const { distance, norm } = lengths(parameters, this.initial);
    const evaluation = { ...at, ...scores, recent: recentMeans(this.recent), weightDistance: distance, weightNorm: norm };
    this.evaluations.push(evaluation);
    Object.assign(this.recent, noRecent());
    this.evaluatedAt = at.update;
    return evaluation;
  }

  /** The run with the schedule that its evaluations have made of it so far. */
  get current(): StackedRun {
    return { ...this.run, schedule: withReductions(this.run.schedule, this.watch.reductions) };
  }

  /** What is new since the last call; null where nothing is. */
  take(): RunProgress | null {
    if (this.unsent.length === 0 && this.evaluations.length === 0) return null;
    const updates = this.unsent.reduce((sum, block) => sum + block.updates, 0);
    const metrics: Partial<Record<MetricName, Float32Array>> = {};
    for (const metric of this.metrics) {
      const column = new Float32Array(updates);
      let offset = 0;
      for (const block of this.unsent) {
        column.set(block.columns[metric] ?? [], offset);
        offset += block.updates;
      }
      metrics[metric] = column;
    }
    const progress = { runId: this.run.runId, fromUpdate: this.unsentFrom, metrics, evaluations: this.evaluations };
    this.unsentFrom += updates;
    this.unsent = [];
    this.evaluations = [];
    return progress;
  }
}

/** Euclidean norm of the parameters, and their distance from the initial ones. */
function lengths(parameters: readonly Float32Array[], initial: readonly Float32Array[]): { distance: number; norm: number } {
  let distance = 0;
  let norm = 0;
  // One loop over numbers alone, without a function inside: evaluations of large networks spend their time here.
  for (let layer = 0; layer < parameters.length; layer++) {
    const [array, start] = [parameters[layer], initial[layer]];
    for (let index = 0; index < array.length; index++) {
      const value = array[index];
      const moved = value - start[index];
      norm += value * value;
      distance += moved * moved;
    }
  }
  return { distance: Math.sqrt(distance), norm: Math.sqrt(norm) };
}
