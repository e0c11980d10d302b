/** The lists on Home: what can be gone on with, and what was done last; one line each. Pure. */
import type { ExperimentState, ExperimentSummary, ProgressState } from '#contract/experiments';
import { formatAbout, formatCount, formatDecimals, formatPercent, formatWhenWithin, plural } from '#renderer/ui/format.ts';

const OPEN: readonly ExperimentState[] = ['training', 'stopping', 'paused', 'waiting', 'interrupted'];

/** Those that are not over: training first, interrupted last. */
export function toContinue(list: readonly ExperimentSummary[]): readonly ExperimentSummary[] {
  return list.filter((one) => OPEN.includes(one.state)).sort((a, b) => OPEN.indexOf(a.state) - OPEN.indexOf(b.state));
}

export function recent(list: readonly ExperimentSummary[], most: number): readonly ExperimentSummary[] {
  return list.filter((one) => !OPEN.includes(one.state)).slice(0, most);
}

/** "86 of 100 runs" */
function runsDone(one: ExperimentSummary): string {
  const all = Object.values(one.runCounts).reduce((sum, count) => sum + count, 0);
  return `${formatCount(one.runCounts.finished + one.runCounts.diverged)} of ${plural(all, 'run')}`;
}

export function continueLine(one: ExperimentSummary, progress: ProgressState | null, now: number): string {
  const left = progress?.remainingSeconds ?? null;
  switch (one.state) {
    case 'training':
      return `Training, ${runsDone(one)}${left === null ? '' : `, ${formatAbout(left)} left`}`;
    case 'interrupted':
      return `Interrupted at ${runsDone(one)}. Nothing is lost.`;
    case 'paused':
      return `Paused at ${runsDone(one)}`;
    case 'stopping':
      return `Stopping at ${runsDone(one)}`;
    case 'waiting':
      return `Waiting in the queue since ${formatWhenWithin(one.createdAt, now)}`;
    default:
      return runsDone(one);
  }
}

/** "Blobs, 2-50-3, batch size 1 to full" and how it ended, where it did not simply finish. */
export function recentLine(one: ExperimentSummary): string {
  if (one.state === 'failed') return `Failed at ${runsDone(one)}. ${one.description}`;
  if (one.state === 'stopped') return `Stopped at ${runsDone(one)}. ${one.description}`;
  const diverged = one.runCounts.diverged;
  return diverged === 0 ? one.description : `${plural(diverged, 'run')} diverged. ${one.description}`;
}

/** "best accuracy 81.3 %": the mean of the best condition, null where no run ended. */
export function scoreText(one: ExperimentSummary): string | null {
  if (one.score === null || !Number.isFinite(one.score.mean)) return null;
  return one.scoreKind === 'accuracy' ? `best accuracy ${formatPercent(one.score.mean)}` : `best R² ${formatDecimals(one.score.mean, 3)}`;
}
