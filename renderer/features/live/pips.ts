/** The state of a condition's replicates as ten small marks at most. */
import type { RunStatus } from '#contract/runs';

export type Pip = 'finished' | 'training' | 'waiting' | 'diverged' | 'stopped' | 'failed';

const MARKS = 10;

const PIP_OF: Readonly<Record<RunStatus, Pip>> = {
  finished: 'finished',
  training: 'training',
  waiting: 'waiting',
  diverged: 'diverged',
  stopped: 'stopped',
  interrupted: 'stopped',
  failed: 'failed',
};
const ORDER: readonly Pip[] = ['finished', 'diverged', 'failed', 'stopped', 'training', 'waiting'];

/** One mark a replicate; beyond ten, ten marks in proportion, with one at least for each state that occurs. */
export function pips(statuses: readonly RunStatus[]): readonly Pip[] {
  const all = statuses.map((status) => PIP_OF[status]);
  if (all.length <= MARKS) return all;
  const counts = ORDER.map((pip) => all.filter((one) => one === pip).length);
  const marks = counts.map((count) => (count === 0 ? 0 : Math.max(1, Math.round((count / all.length) * MARKS))));
  // Rounding may give a mark too many or too few: the largest group takes the difference.
  const largest = counts.indexOf(Math.max(...counts));
  marks[largest] += MARKS - marks.reduce((sum, count) => sum + count, 0);
  return ORDER.flatMap((pip, index) => Array.from({ length: marks[index] }, () => pip));
}

/** "8 finished, 2 training" */
export function pipWords(statuses: readonly RunStatus[]): string {
  return ORDER.map((pip) => ({ pip, count: statuses.filter((status) => PIP_OF[status] === pip).length }))
    .filter(({ count }) => count > 0)
    .map(({ pip, count }) => `${count} ${pip}`)
    .join(', ');
}
