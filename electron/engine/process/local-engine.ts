/** What every engine offers inside its process, whatever its library. */
import type { PreparedData } from '#core/data/table';
import type { TrainingJob } from '#lab/ports/engines';
import type { Greeting } from '#engine/process/protocol';
import type { TrainingHooks } from '#engine/training/trainer';

export interface LocalEngine extends Greeting {
  /** Takes the data over: its features may be gone afterwards. */
  provide(dataId: string, data: PreparedData): void;
  forget(dataId: string): void;
  /** See `train` of `training/trainer`; the job's data was provided. */
  train(job: TrainingJob, hooks: TrainingHooks): Promise<void>;
}
