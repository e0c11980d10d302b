import { expect, it } from 'vitest';
import { DESTINATIONS } from '#renderer/shell/destinations.ts';
import { SHORTCUTS, shortcutOf } from '#renderer/shell/shortcuts.ts';

const key = (name: string, held: 'ctrl' | 'meta' | 'shift' | 'ctrlShift' | 'alt' | '' = '') => ({
  key: name,
  ctrlKey: held.startsWith('ctrl'),
  metaKey: held === 'meta',
  shiftKey: held.toLowerCase().endsWith('shift'),
  altKey: held === 'alt',
});

it('reads commands with Ctrl and with the Mac\u2019s key', () => {
  expect(
    [key('k', 'ctrl'), key('K', 'meta'), key('2', 'ctrl'), key('z', 'ctrl'), key('Z', 'ctrlShift'), key('y', 'ctrl')].map((one) =>
      shortcutOf(one, null, false),
    ),
  ).toEqual([{ kind: 'palette' }, { kind: 'palette' }, { kind: 'screen', index: 1 }, { kind: 'undo' }, { kind: 'redo' }, { kind: 'redo' }]);
});
it('reads g and then a letter', () => {
  expect([shortcutOf(key('g'), null, false), shortcutOf(key('h'), 'g', false), shortcutOf(key('h'), null, false)]).toEqual([
    { kind: 'prefix' },
    { kind: 'go', key: 'h' },
    null,
  ]);
});
it('leaves a text field its letters and its own undo', () => {
  expect([key('g'), key('?', 'shift'), key('z', 'ctrl')].map((one) => shortcutOf(one, null, true))).toEqual([null, null, null]);
  expect(shortcutOf(key('k', 'ctrl'), null, true)).toEqual({ kind: 'palette' });
});
it('lists every destination on the sheet with its own key', () => {
  const listed = SHORTCUTS.find((group) => group.title.startsWith('Go to'))?.keys.map(([letter, label]) => [letter, label]);
  expect(listed).toEqual(DESTINATIONS.map((one) => [one.key, one.label]));
});
