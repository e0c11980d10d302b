/** What the lab is doing at present. */
import type { LabStatus } from '#contract/system';
import type { EngineDesk } from '#lab/engine-desk';
import type { Environment } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';
import type { TrainingQueue } from '#lab/training-queue';

interface LabParts {
  readonly store: Store;
  readonly environment: Environment;
  readonly engine: EngineDesk;
  readonly queue: TrainingQueue;
}

export function labStatus({ store, environment, engine: { pool, problem }, queue }: LabParts): LabStatus {
  const memory = environment.memory();
  return {
    engine: pool === null ? null : { id: pool.engine, device: pool.device, places: pool.places },
    engineProblem: problem,
    training: queue.active?.id ?? null,
    waiting: queue.waiting,
    remainingSeconds: queue.active?.remainingSeconds ?? null,
    memoryBytes: memory.usedBytes,
    totalMemoryBytes: memory.totalBytes,
    storageProblem: queue.storageProblem,
    dataDirectory: store.directory,
    version: environment.appVersion,
  };
}
