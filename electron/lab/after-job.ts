/** What becomes of the runs of a job that was over before they were. */
import type { Failure } from '#core/failure';
import { isOver, type LiveRun, type LiveRuns } from '#lab/live-runs';
import type { TrainingJob } from '#lab/ports/engines';
import type { TrainingLog } from '#lab/training-log';

/** How often a run is taken up again after its engine process died, before it is given up. */
const MOST_LOSSES = 3;
/** Memory that ran out once may be there when other stacks have finished; twice, it is not. */
const MOST_MEMORY_LOSSES = 2;

interface Training {
  readonly runs: LiveRuns;
  readonly log: TrainingLog;
  readonly isStopping: boolean;
  readonly skipped: ReadonlySet<number>;
}

/** The job was stopped. Returns the runs that go on: a stop that is meant for some runs of a stack stops them all. */
export function afterStop(job: TrainingJob, { runs, log, isStopping, skipped }: Training): readonly LiveRun[] {
  const left = job.runs.map(({ runId }) => runs.get(runId)).filter((live) => !isOver(live.status));
  const others = left.filter((live) => !isStopping && !skipped.has(live.run.condition));
  for (const live of left) if (!others.includes(live)) log.stopRun(live.run.id);
  return others;
}

/** The engine process died or hung. Returns the runs that are tried again. */
export function afterFailure(job: TrainingJob, failure: Failure, { runs, log, isStopping, skipped }: Training): readonly LiveRun[] {
  const again: LiveRun[] = [];
  for (const { runId } of job.runs) {
    const live = runs.get(runId);
    if (isOver(live.status)) continue;
    if (skipped.has(live.run.condition)) {
      live.status = 'stopped';
      log.change({ runId, status: 'stopped' });
      continue;
    }
    live.losses++;
    const mayRetry = !isStopping && live.losses < mostLosses(failure);
    live.status = mayRetry ? 'waiting' : isStopping ? 'interrupted' : 'failed';
    log.change({ runId, status: live.status });
    if (mayRetry) again.push(live);
  }
  return again;
}

function mostLosses(failure: Failure): number {
  if (failure.kind === 'engineLost') return MOST_LOSSES;
  return failure.kind === 'engineMemory' ? MOST_MEMORY_LOSSES : 0;
}
