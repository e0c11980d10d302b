/** A damaged history at the start of the app: when a backup is offered, and what the answers mean. */
import { expect, test } from 'vitest';
import type { Failure } from '#core/failure';
import { quitButton, restoreAction, restoreOffer } from '#main/restore-offer';

const damaged: Failure = { kind: 'storageDamaged', file: '/lab/batchlab.sqlite3', reason: 'its contents do not fit together.' };

test('a backup that is whole is offered by its name, beside what is wrong', () => {
  const offer = restoreOffer({ ...damaged, backup: 'batchlab-3.sqlite3' });
  expect(offer?.message).toBe('The history of your experiments is damaged.');
  expect(offer?.detail).toContain('/lab/batchlab.sqlite3 is damaged: its contents do not fit together.');
  expect(offer?.detail).toContain('batchlab-3.sqlite3');
  // Nobody with a button needs a command line.
  expect(offer?.detail).not.toContain('batchlab restore');
});

test('without a good backup, or with another failure, nothing is offered', () => {
  expect(restoreOffer(damaged)).toBeNull();
  expect(restoreOffer({ kind: 'storageBusy', directory: '/lab', holder: 'another' })).toBeNull();
});

test('every button does what it says, and no answer changes nothing', () => {
  const buttons = restoreOffer({ ...damaged, backup: 'one' })?.buttons ?? [];
  expect(buttons.map((label, index) => [label, restoreAction(index)])).toEqual([
    ['Restore backup', 'restore'],
    ['Quit', 'quit'],
  ]);
  expect(buttons[quitButton]).toBe('Quit');
  for (const button of [-1, 2, NaN]) expect(restoreAction(button)).toBe('quit');
});
