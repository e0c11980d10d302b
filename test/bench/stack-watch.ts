/** Engines that note of every stack what the cost model gave it when it began, and what it took. */
import type { EnginePool, Engines, TrainingJob } from '#lab/ports/engines';
import type { MeasuredPool } from '#engine/process/pool';
import type { JobCost } from '#engine/training/cost-meter';

export interface TrainedStack {
  readonly job: TrainingJob;
  /** Since the first stack began, and from start to end as the lab sees it. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly cost: JobCost;
  /** What an update, and a stop, was expected to take. */
  readonly secondsPerUpdate: number;
  readonly secondsPerStop: number;
  readonly secondsPerStack: number;
  readonly secondsPerEvaluation: number;
}

export class StackWatch {
  readonly engines: Engines;
  private stacks: TrainedStack[] = [];
  private beganAt: number | null = null;

  constructor(engines: Engines) {
    this.engines = {
      report: (isAgain) => engines.report(isAgain),
      candidates: (workers) => engines.candidates(workers),
      inspector: () => engines.inspector(),
      close: () => engines.close(),
      open: async (engine, workers) => this.watched(await engines.open(engine, workers)),
    };
  }

  /** Those since the last call. */
  take(): readonly TrainedStack[] {
    const { stacks } = this;
    this.stacks = [];
    this.beganAt = null;
    return stacks;
  }

  private watched(opened: EnginePool): EnginePool {
    // The engines of the lab open pools that tell what their jobs cost.
    const pool = opened as MeasuredPool;
    const rows = new Map<string, number>();
    return {
      ...pool,
      provide(dataId, data) {
        const { train, validation, test } = data.split;
        rows.set(dataId, train.length + validation.length + test.length);
        pool.provide(dataId, data);
      },
      start: (job, listener) => {
        const { model, batchSize, runs } = job;
        const at = performance.now();
        this.beganAt ??= at;
        const startedAt = (at - this.beganAt) / 1000;
        const expected = {
          secondsPerUpdate: pool.secondsPerUpdate(model, batchSize, runs.length, runs[0].optimizer.kind) ?? NaN,
          secondsPerStop: pool.secondsPerStop(model, batchSize, runs.length, runs[0].optimizer.kind) ?? NaN,
          secondsPerStack: pool.secondsPerStack(model, runs.length) ?? NaN,
          secondsPerEvaluation: pool.secondsPerEvaluation(model, rows.get(job.dataId) ?? 0, runs.length) ?? NaN,
        };
        const running = pool.start(job, (event) => {
          if (event.kind === 'ended') {
            this.stacks.push({ job, startedAt, seconds: (performance.now() - at) / 1000, cost: running.cost(), ...expected });
          }
          listener(event);
        });
        return running;
      },
    };
  }
}

/** One line of what was expected and what it was: "b32 x10 (sgd) at 1.2 s: 2.41 s; opening 0.02 (0.01); ...". */
export function stackText({ job, startedAt, seconds, cost, ...expected }: TrainedStack): string {
  const { fixedSeconds, updates, updateSeconds, evaluations, evaluationSeconds } = cost;
  const pair = (actual: number, predicted: number): string => `${actual.toFixed(2)} (${predicted.toFixed(2)})`;
  const predictedUpdates = updates * expected.secondsPerUpdate + evaluations * expected.secondsPerStop;
  const rest = seconds - fixedSeconds - updateSeconds - evaluationSeconds;
  return [
    `  batch ${String(job.batchSize)} x ${String(job.runs.length)} at ${startedAt.toFixed(1)} s: ${seconds.toFixed(2)} s`,
    `begin and end ${pair(fixedSeconds, expected.secondsPerStack)}`,
    `${String(updates)} updates ${pair(updateSeconds, predictedUpdates)}`,
    `${String(evaluations)} evaluations ${pair(evaluationSeconds, evaluations * expected.secondsPerEvaluation)}`,
    `else ${rest.toFixed(2)}`,
  ].join('; ');
}
