/** A damaged history at the start: whether a backup is offered in its place, and what the answers mean. Pure. */
import { describe, type Failure } from '#core/failure';

export interface RestoreOffer {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

/** The order of the buttons. */
const actions = ['restore', 'quit'] as const;
export type RestoreAction = (typeof actions)[number];

/** The button that Escape means. */
export const quitButton = actions.indexOf('quit');

/** null where the history is not what is wrong, or no backup is whole. */
export function restoreOffer(failure: Failure): RestoreOffer | null {
  if (failure.kind !== 'storageDamaged' || failure.backup === undefined) return null;
  const { backup, ...damage } = failure;
  return {
    message: 'The history of your experiments is damaged.',
    detail:
      `${describe(damage)}\n\nThe newest good backup, ${backup}, can take its place. ` +
      'The damaged file is kept in the folder "kept-aside"; what was stored after the backup is not in it.',
    buttons: ['Restore backup', 'Quit'],
  };
}

/** `button` is an index into the offer's buttons; anything else changes nothing. */
export function restoreAction(button: number): RestoreAction {
  return actions[button] ?? 'quit';
}
