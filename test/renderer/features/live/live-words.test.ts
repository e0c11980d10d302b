/** The headline of the Live screen, and what its charts say of their lines. */
import { expect, test } from 'vitest';
import { curvesSubtitle, headline } from '#renderer/features/live/live-words.ts';

test('says the state and how far it is', () => {
  expect(headline('training', 86, 100)).toBe('86 of 100 runs trained');
  expect(headline('paused', 1, 2)).toBe('Paused after 1 of 2 runs');
  expect(headline('interrupted', 0, 1)).toBe('Interrupted after 0 of 1 run');
  expect(headline('waiting', 0, 40)).toBe('Waiting to train 40 runs');
  expect(headline('finished', 40, 40)).toBe('All 40 runs trained');
  expect(headline('finished', 1, 1)).toBe('The run is trained');
  expect(headline('finished', 39, 40)).toBe('39 of 40 runs trained');
  expect(headline('finished', 40, 40, 39)).toBe('All 40 runs trained');
  expect(headline('finished', 40, 40, 40)).toBe('All 40 runs diverged');
  expect(headline('finished', 1, 1, 1)).toBe('The run diverged');
});

test('what the lines of a chart are fits its width', () => {
  const of = { replicates: 5, conditions: 3, selectedName: 'batch size 4', band: 'interval', isWithRuns: true, isSmoothed: false } as const;
  expect(curvesSubtitle(of)).toBe('Mean, 95\u00a0% CI; runs of batch size 4');
  expect(curvesSubtitle({ ...of, isWithRuns: false, isSmoothed: true })).toBe('Mean, 95\u00a0% CI; smoothed');
  expect(curvesSubtitle({ ...of, conditions: 9 })).toBe('Means; runs and 95\u00a0% CI: batch size 4');
  expect(curvesSubtitle({ ...of, replicates: 1 })).toBe('One run for each condition');
});
