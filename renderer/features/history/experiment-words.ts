/** Experiments in the words of lists: state, score and runs. */
import type { ExperimentState, ExperimentSummary, ScoreKind } from '#contract/experiments';
import type { RunStatus } from '#contract/runs';
import type { Interval } from '#core/stats/summary';
import { formatCount, formatDecimals } from '#renderer/ui/format.ts';

/** R squared of a run that went astray: how far says nothing. */
const ASTRAY = -1000;

/** A score as a list writes it: per cent without the sign, or R squared. */
export function scoreValue(value: number, kind: ScoreKind): string {
  if (value < ASTRAY) return `< ${formatCount(ASTRAY)}`;
  return kind === 'accuracy' ? formatDecimals(value * 100, 1) : formatDecimals(value, 3);
}

/** "83.2 ± 0.2", "83.2" with one run, "–" with none. */
export function scoreText(score: Interval | null, kind: ScoreKind): string {
  if (score === null || !Number.isFinite(score.mean)) return '–';
  const half = (score.high - score.low) / 2;
  return Number.isFinite(half) && score.mean >= ASTRAY
    ? `${scoreValue(score.mean, kind)} ± ${scoreValue(half, kind)}`
    : scoreValue(score.mean, kind);
}

const STATE: Readonly<Record<ExperimentState, string>> = {
  waiting: 'Waiting',
  training: 'Training',
  paused: 'Paused',
  stopping: 'Stopping',
  finished: 'Finished',
  stopped: 'Stopped',
  interrupted: 'Interrupted',
  failed: 'Failed',
};
export const stateWord = (state: ExperimentState): string => STATE[state];

const STATUS: Readonly<Record<RunStatus, string>> = {
  waiting: 'Waiting',
  training: 'Training',
  finished: 'Finished',
  diverged: 'Diverged',
  stopped: 'Stopped',
  interrupted: 'Interrupted',
  failed: 'Failed',
};
export const statusWord = (status: RunStatus): string => STATUS[status];

/** What a list says in one or two words: a finished experiment names its diverged runs. */
export function experimentState({ state, runCounts }: ExperimentSummary): string {
  return state === 'finished' && runCounts.diverged > 0 ? `${formatCount(runCounts.diverged)} diverged` : stateWord(state);
}

export function runTotal({ runCounts }: ExperimentSummary): number {
  return Object.values(runCounts).reduce((sum, count) => sum + count, 0);
}

/** "86 / 100" while some have not ended, else "100". */
export function runsText(experiment: ExperimentSummary): string {
  const total = runTotal(experiment);
  const ended = experiment.runCounts.finished + experiment.runCounts.diverged;
  return ended === total ? formatCount(total) : `${formatCount(ended)} / ${formatCount(total)}`;
}
