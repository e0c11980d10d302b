/** Replicates as marks. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunStatus } from '#contract/runs';
import { pips, pipWords } from '#renderer/features/live/pips.ts';

test('up to ten replicates have a mark each, in their order', () => {
  expect(pips(['finished', 'training', 'waiting', 'diverged', 'failed'])).toEqual([
    'finished',
    'training',
    'waiting',
    'diverged',
    'failed',
  ]);
});

test('more than ten share ten marks, and every state that occurs has one', () => {
  const statuses = fc.array(fc.constantFrom<RunStatus>('finished', 'training', 'waiting', 'diverged', 'stopped'), {
    minLength: 11,
    maxLength: 300,
  });
  fc.assert(
    fc.property(statuses, (all) => {
      const marks = pips(all);
      expect(marks).toHaveLength(10);
      expect(new Set(marks)).toEqual(new Set(all));
    }),
  );
});

test('words count what the marks show', () => {
  expect(pipWords(['finished', 'finished', 'waiting', 'interrupted'])).toBe('2 finished, 1 stopped, 1 waiting');
});
