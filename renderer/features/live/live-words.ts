/** What the head of the Live screen says about an experiment's state. */
import type { ExperimentState } from '#contract/model';
import { formatCount } from '#renderer/ui/format.ts';

/** "86 of 100 runs trained", "All 100 runs trained", "Paused after 86 of 100 runs". Diverged runs have ended, too. */
export function headline(state: ExperimentState, ended: number, total: number): string {
  const share = `${formatCount(ended)} of ${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`;
  switch (state) {
    case 'waiting':
      return `Waiting to train ${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`;
    case 'training':
      return `${share} trained`;
    case 'paused':
      return `Paused after ${share}`;
    case 'stopping':
      return `Stopping after ${share}`;
    case 'stopped':
      return `Stopped after ${share}`;
    case 'interrupted':
      return `Interrupted after ${share}`;
    case 'failed':
      return `Failed after ${share}`;
    case 'finished':
      return ended < total ? `${share} trained` : total === 1 ? 'The run is trained' : `All ${formatCount(total)} runs trained`;
    default:
      return state satisfies never;
  }
}
