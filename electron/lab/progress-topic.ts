/** What the topic `progress` says when a batch of the experiment in training has been stored. */
import type { Topics } from '#contract/contract';
import type { StoreBatch, StoredExperiment } from '#lab/ports/store';
import { progressOf } from '#lab/summaries';
import type { Training } from '#lab/training';

export function progressAnnouncement(
  batch: StoreBatch,
  training: Pick<Training, 'id' | 'runs' | 'skipped' | 'elapsedSeconds' | 'remainingSeconds'>,
  experiment: StoredExperiment,
): Topics['progress'] {
  const { id, runs } = training;
  const prefix = `${id}.`;
  const touched = new Set([...batch.progress, ...batch.runs].map((change) => change.runId).filter((runId) => runId.startsWith(prefix)));
  const evaluations = Map.groupBy(batch.progress, (progress) => progress.runId);
  return {
    id,
    progress: progressOf(runs, experiment.conditions, training, training.skipped),
    runs: runs
      .filter((run) => touched.has(run.id))
      .map((run) => ({
        runId: run.id,
        status: run.status,
        update: run.update,
        evaluations: (evaluations.get(run.id) ?? []).flatMap((progress) => progress.evaluations),
      })),
    events: batch.events.filter((event) => event.experimentId === id).map(({ at, message }) => ({ at, message })),
  };
}
