/** The headline of the Live screen. */
import { expect, test } from 'vitest';
import { headline } from '#renderer/features/live/live-words.ts';

test('says the state and how far it is', () => {
  expect(headline('training', 86, 100)).toBe('86 of 100 runs trained');
  expect(headline('paused', 1, 2)).toBe('Paused after 1 of 2 runs');
  expect(headline('interrupted', 0, 1)).toBe('Interrupted after 0 of 1 run');
  expect(headline('waiting', 0, 40)).toBe('Waiting to train 40 runs');
  expect(headline('finished', 40, 40)).toBe('All 40 runs trained');
  expect(headline('finished', 1, 1)).toBe('The run is trained');
  expect(headline('finished', 39, 40)).toBe('39 of 40 runs trained');
});
