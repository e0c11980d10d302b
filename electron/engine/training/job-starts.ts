/** Where the runs of a job start: fresh weights, or what their checkpoints say. */
import { LabError } from '#core/failure';
import type { TrainingJob } from '#lab/ports/engines';
import { initialStatistics, initialWeights } from '#engine/initial-weights';
import { parameterShapes, statisticSizes } from '#engine/model/network';
import { decodeCheckpoint, type Snapshot } from '#engine/training/checkpoint';
import type { TrainingMethod } from '#engine/training/method';
import { noRecent } from '#engine/training/recent';
import { NOTHING_WATCHED } from '#engine/training/watch';

/** One snapshot a run, all at the same update. Throws LabError where a checkpoint is not one, or they differ. */
export function jobStarts(job: TrainingJob, method: Pick<TrainingMethod<unknown>, 'mark' | 'slotCount'>): readonly Snapshot[] {
  const sizes = parameterShapes(job.model).map(([rows, columns]) => rows * columns);
  const slotSizes = Array.from({ length: method.slotCount(job.runs) }, () => sizes).flat();
  const starts = job.runs.map((run): Snapshot => {
    if (run.checkpoint === null) {
      const parameters = initialWeights(job.model, job.seed, run.replicate);
      return {
        parameters,
        slots: [],
        statistics: initialStatistics(job.model),
        update: 0,
        seconds: 0,
        evaluatedAt: -1,
        recent: noRecent(),
        watch: NOTHING_WATCHED,
      };
    }
    return decodeCheckpoint(run.runId, run.checkpoint, sizes, statisticSizes(job.model), method.mark);
  });
  if (starts.some((start) => start.update !== starts[0].update || start.evaluatedAt !== starts[0].evaluatedAt)) {
    throw new LabError({ kind: 'internal', message: 'the runs of a job are not at the same update' });
  }
  // Slots start at zero. A run without momentum may have been trained alone before, without a slot for it, and with others now.
  return starts.map((start) => ({ ...start, slots: slotSizes.map((size, index) => start.slots[index] ?? new Float32Array(size)) }));
}
