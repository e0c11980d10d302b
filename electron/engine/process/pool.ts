/** A pool of processes of one engine: one place a process. */
import type { EngineId } from '#contract/engines';
import type { PreparedData } from '#core/data/table';
import { invariant } from '#core/failure';
import { largestBatch } from '#core/schedule/batch-of';
import type { EnginePool } from '#lab/ports/engines';
import { type CostModel, predictedSeconds } from '#engine/cost-model';
import type { StartProcess } from '#engine/process/protocol';
import { Worker } from '#engine/process/worker';

export interface PoolOptions {
  readonly engine: EngineId;
  readonly startProcess: StartProcess;
  readonly places: number;
  readonly version: string;
  /** In plain words, see EnginePool. */
  readonly device: string;
  /** Shared by all pools of this engine. */
  readonly costs: CostModel;
}

/** Silence that is always believed, for a machine that is swapping; and how much slower than predicted a block may be. */
const PATIENCE_SECONDS = 30;
const PATIENCE_FACTOR = 50;

export function enginePool({ engine, startProcess, places, version, device, costs }: PoolOptions): EnginePool {
  const data = new Map<string, PreparedData>();
  const stackLimit: EnginePool['stackLimit'] = (model, batchSize) => costs.stackLimit(model, batchSize);
  const workers = Array.from(
    { length: places },
    () =>
      new Worker({
        engine,
        startProcess,
        onCost: (job, { updates, updateSeconds }) => {
          // The pace of a job whose batch size changes is that of no one size.
          if (job.laterBatches.length === 0 && job.clock !== 'processor' && updates > 0)
            costs.measured(job.model, job.batchSize, job.runs.length, updateSeconds / updates, job.runs[0].optimizer.kind);
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
    secondsPerEvaluation: (model, rows, runs) => costs.secondsPerEvaluation(model, rows, runs),
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
