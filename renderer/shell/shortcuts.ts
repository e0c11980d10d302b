/** Keys that work everywhere: read from an event, with the letter before it for sequences such as "g h". Pure. */

export type Shortcut =
  | { readonly kind: 'palette' }
  | { readonly kind: 'help' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** Position in the rail, from 0. */
  | { readonly kind: 'screen'; readonly index: number }
  | { readonly kind: 'go'; readonly key: string }
  /** The first letter of a sequence. */
  | { readonly kind: 'prefix' };

interface Keys {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** `isTyping`: the focus is in a text field, which keeps its letters and its own undo. */
export function shortcutOf(event: Keys, before: 'g' | null, isTyping: boolean): Shortcut | null {
  const key = event.key.toLowerCase();
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    if (key === 'k') return { kind: 'palette' };
    if (/^[1-9]$/.test(key)) return { kind: 'screen', index: Number(key) - 1 };
    if (isTyping) return null;
    if (key === 'z') return { kind: event.shiftKey ? 'redo' : 'undo' };
    return key === 'y' ? { kind: 'redo' } : null;
  }
  if (isTyping) return null;
  if (before === 'g' && /^[a-z]$/.test(key)) return { kind: 'go', key };
  if (key === 'g') return { kind: 'prefix' };
  return event.key === '?' ? { kind: 'help' } : null;
}

/** What the sheet shows. */
export const SHORTCUTS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['Ctrl K', 'Search or run a command'],
      ['?', 'This list'],
      ['Ctrl 1 … 9', 'Screens, from the top of the rail'],
      ['Tab, Shift Tab', 'Next and previous control'],
      ['Esc', 'Close what floats'],
    ],
  },
  {
    title: 'Go to: g, then',
    keys: [
      ['h', 'Home'],
      ['d', 'Design'],
      ['l', 'Live'],
      ['r', 'History'],
      ['c', 'Compare'],
      ['a', 'Datasets'],
      ['n', 'Learn'],
      ['e', 'Engines'],
      ['s', 'Settings'],
    ],
  },
  {
    title: 'Design',
    keys: [
      ['Ctrl Z', 'Undo'],
      ['Ctrl Shift Z', 'Redo'],
      ['Ctrl Enter', 'Start'],
      ['↑ ↓', 'Step a number, with Shift by ten'],
      ['← → Del', 'Walk along chips and remove one'],
    ],
  },
];
