/** Whether a job fits into the memory that WebAssembly has; TensorFlow.js would only find out in the middle of an update. */
import { parameterCount } from '#core/experiment/layer-shapes';
import { LabError } from '#core/failure';
import { largestBatch } from '#core/schedule/batch-of';
import type { TrainingJob } from '#lab/ports/engines';
import { numbersPerRow } from '#engine/model/working-set';

/** Addresses of WebAssembly have 32 bits. */
const MOST_BYTES = 4 * 1024 ** 3;
/** Copies of activations with their derivatives, and of parameters with theirs, that an update holds at once. */
const COPIES_OF_VALUES = 6;
const COPIES_OF_PARAMETERS = 8;

/** Throws LabError `engineUnavailable` with a way out for a job whose batches are too large. */
export function checkMemory(job: Pick<TrainingJob, 'model' | 'batchSize' | 'laterBatches'>): void {
  const batch = largestBatch(job);
  const numbers = COPIES_OF_VALUES * batch * numbersPerRow(job.model) + COPIES_OF_PARAMETERS * parameterCount(job.model);
  const bytes = 4 * numbers;
  if (bytes <= MOST_BYTES) return;
  const gigabytes = (bytes / 1024 ** 3).toFixed(1);
  throw new LabError({
    kind: 'engineUnavailable',
    engine: 'tfjs',
    reason: `a batch of ${String(batch)} rows takes about ${gigabytes} GB in this network, and through WebAssembly TensorFlow.js has 4 GB. The engine onnx-cpu works through such batches in parts.`,
  });
}
