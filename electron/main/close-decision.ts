/** What happens when the window is closed while experiments train or wait. Pure. */
import type { LabStatus } from '#contract/system';

type Activity = Pick<LabStatus, 'training' | 'waiting'>;

export interface CloseQuestion {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** The order of the buttons. */
const actions = ['hide', 'quit', 'stay'] as const;
/** `hide`: the window goes, training goes on. `quit`: training is saved and ends. `stay`: nothing happened. */
export type CloseAction = (typeof actions)[number];

/** The button that Escape means. */
export const stayButton = actions.indexOf('stay');

const isBusy = ({ training, waiting }: Activity): boolean => training !== null || waiting.length > 0;

/** null where nothing would be lost, and the window just closes. */
export function closeQuestion(activity: Activity): CloseQuestion | null {
  if (!isBusy(activity)) return null;
  const waiting = activity.waiting.length;
  const others = waiting === 0 ? '' : waiting === 1 ? ', and one more is waiting' : `, and ${waiting} more are waiting`;
  return {
    message: activity.training === null ? 'Experiments are waiting to be trained.' : `An experiment is training${others}.`,
    detail:
      'It can go on without the window: start Batch Size Lab again to see it. ' +
      'Or stop now: what was measured is kept, and you can resume from there.',
    buttons: ['Keep running', 'Stop and save', 'Cancel'],
  };
}

/** `button` is an index into the question's buttons; anything else is a cancel. */
export function closeAction(button: number): CloseAction {
  return actions[button] ?? 'stay';
}

/** Whether an app that was left running in the background has nothing left to do. */
export function shouldQuit(isInBackground: boolean, activity: Activity): boolean {
  return isInBackground && !isBusy(activity);
}
