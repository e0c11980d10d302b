/** Whether a component stands in a dialog: there a word of the glossary explains itself without leading away from what is being filled in. */
import { hasContext, setContext } from 'svelte';

const IN_DIALOG = Symbol('in a dialog');

/** Called by the dialog itself. */
export function markDialog(): void {
  setContext(IN_DIALOG, true);
}

/** To be asked while the component is made. */
export const isInDialog = (): boolean => hasContext(IN_DIALOG);
