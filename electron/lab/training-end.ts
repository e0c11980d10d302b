/** In which state an experiment ends when nothing of it trains any more, and the sentence for it. */
import type { ExperimentState } from '#contract/experiments';
import { isOver, type LiveRun } from '#lab/live-runs';

interface End {
  readonly state: Extract<ExperimentState, 'finished' | 'stopped' | 'failed'>;
  readonly message: string;
}

/** `isObstructed`: no further job could be started. */
export function trainingEnd(
  runs: readonly LiveRun[],
  how: { readonly wasStopped: boolean; readonly isObstructed: boolean; readonly skipped: ReadonlySet<number> },
): End {
  const left = runs.filter((live) => !isOver(live.status));
  if (how.isObstructed && left.length > 0) return { state: 'failed', message: 'It cannot go on. Resume it once that is mended.' };
  if (how.wasStopped && left.some((live) => !how.skipped.has(live.run.condition))) {
    return { state: 'stopped', message: 'Stopped. Resume to go on from here.' };
  }
  if (runs.some((live) => live.status === 'failed')) {
    return { state: 'failed', message: 'Ended: some runs could not be trained. Resume to try them again.' };
  }
  return { state: 'finished', message: 'Finished.' };
}
