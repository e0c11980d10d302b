/** Where the runs of a job start: fresh weights, or what their checkpoints say. */
import { LabError } from '#core/failure';
import type { TrainingJob } from '#lab/ports';
import { initialWeights } from '#engine/initial-weights';
import { parameterShapes } from '#engine/model/network';
import { decodeCheckpoint, type Snapshot } from '#engine/training/checkpoint';
import { noRecent } from '#engine/training/recent';

/** One snapshot a run, all at the same update. Throws LabError where a checkpoint is not one, or they differ. */
export function jobStarts(job: TrainingJob): readonly Snapshot[] {
  const sizes = parameterShapes(job.model).map(([rows, columns]) => rows * columns);
  const hasMomentum = job.runs.some((run) => run.momentum > 0);
  const starts = job.runs.map((run): Snapshot => {
    if (run.checkpoint === null) {
      const parameters = initialWeights(job.model, job.seed, run.replicate);
      return { parameters, steps: [], update: 0, seconds: 0, evaluatedAt: -1, recent: noRecent() };
    }
    return decodeCheckpoint(run.runId, run.checkpoint, sizes);
  });
  if (starts.some((start) => start.update !== starts[0].update || start.evaluatedAt !== starts[0].evaluatedAt)) {
    throw new LabError({ kind: 'internal', message: 'the runs of a job are not at the same update' });
  }
  // A run without momentum may have been trained alone before and with others now: its steps then start at zero.
  const zeros = (): Float32Array[] => sizes.map((size) => new Float32Array(size));
  return starts.map((start) => ({ ...start, steps: hasMomentum ? (start.steps.length > 0 ? start.steps : zeros()) : [] }));
}
