/** A pool of processes of one engine: one place a process. */
import type { EngineId } from '#contract/engines';
import type { PreparedData } from '#core/data/table';
import { invariant } from '#core/failure';
import { largestBatch } from '#core/schedule/batch-of';
import type { EnginePool } from '#lab/ports/engines';
import type { CostModel } from '#engine/cost-model';
import { predictedSeconds } from '#engine/predicted-costs';
import type { StartProcess } from '#engine/process/protocol';
import { type MeasuredJob, Worker } from '#engine/process/worker';

export interface PoolOptions {
  readonly engine: EngineId;
  readonly startProcess: StartProcess;
  readonly places: number;
  readonly version: string;
  /** In plain words, see EnginePool. */
  readonly device: string;
  /** What a process takes to start. */
  readonly startSeconds: number;
  /** Shared by all pools of this engine. */
  readonly costs: CostModel;
  /** A job has ended, and what it cost is in the cost model. */
  readonly onLearned?: () => void;
}

export interface MeasuredPool extends EnginePool {
  start(...job: Parameters<EnginePool['start']>): MeasuredJob;
}

/** Silence that is always believed, for a machine that is swapping; and how much slower than predicted a block may be. */
const PATIENCE_SECONDS = 30;
const PATIENCE_FACTOR = 50;

export function enginePool({ engine, startProcess, places, version, device, startSeconds, costs, onLearned }: PoolOptions): MeasuredPool {
  const data = new Map<string, PreparedData>();
  const stackLimit: EnginePool['stackLimit'] = (model, batchSize) => costs.stackLimit(model, batchSize);
  const workers = Array.from(
    { length: places },
    () =>
      new Worker({
        engine,
        startProcess,
        onCost: (job, cost) => {
          if (job.isMeasurement === true) return;
          const { model, laterBatches, runs, noiseScale } = job;
          const batchSize = laterBatches.length === 0 ? job.batchSize : null;
          const [{ optimizer }] = runs;
          const rows = evaluatedRows(data.get(job.dataId));
          costs.learn({ model, batchSize, runs: runs.length, optimizer: optimizer.kind, rows, noiseScale }, cost, Date.now());
          if (cost.stacks > 0) onLearned?.();
        },
      }),
  );
  return {
    engine,
    device,
    version,
    places,
    stackLimit,
    secondsPerUpdate: (model, batchSize, runs, optimizer) => costs.secondsPerUpdate(model, batchSize, runs, optimizer),
    secondsPerEvaluation: (model, rows, runs, noiseScale) => costs.secondsPerEvaluation(model, rows, runs, noiseScale),
    secondsPerStop: (model, batchSize, runs, optimizer) => costs.secondsPerStop(model, batchSize, runs, optimizer),
    secondsPerStack: (model, runs) => costs.secondsPerStack(model, runs),
    secondsToStart: () => (workers.some((worker) => worker.hasStarted) ? 0 : startSeconds),
    provide: (dataId, prepared) => void data.set(dataId, prepared),
    forget(dataId) {
      data.delete(dataId);
      for (const worker of workers) worker.forget(dataId);
    },
    start(job, listener) {
      const prepared = data.get(job.dataId);
      invariant(prepared !== undefined, `the data ${job.dataId} was provided`);
      const free = workers.filter((worker) => worker.isFree);
      const worker = free.find((candidate) => candidate.holds(job.dataId)) ?? free[0];
      invariant(free.length > 0, 'there is a free place');
      const seconds = predictedSeconds(job.model, job.batchSize, job.runs.length, job.runs[0].optimizer.kind);
      const mostStacked = job.mostStacked ?? stackLimit(job.model, largestBatch(job));
      return worker.start({ ...job, mostStacked }, prepared, PATIENCE_SECONDS + PATIENCE_FACTOR * seconds, listener);
    },
    processes: () => workers.flatMap(({ figures }) => (figures === null ? [] : [figures])),
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

function evaluatedRows(data: PreparedData | undefined): number {
  if (data === undefined) return 0;
  const { train, validation, test } = data.split;
  return train.length + validation.length + test.length;
}
