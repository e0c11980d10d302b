import { expect, it } from 'vitest';
import type { ExperimentState, ExperimentSummary } from '#contract/experiments';
import { continueLine, recent, recentLine, scoreText, toContinue } from '#renderer/features/home/recent.ts';
import { SAMPLE_SUMMARY } from '#test/support/sample-summary';

const experiment = (id: string, state: ExperimentState, change: Partial<ExperimentSummary> = {}): ExperimentSummary => ({
  ...SAMPLE_SUMMARY,
  id,
  name: id,
  state,
  description: 'Blobs, 2-50-3, batch size 1 to full',
  conditionCount: 10,
  runCounts: { waiting: 10, training: 4, finished: 84, diverged: 2, stopped: 0, interrupted: 0, failed: 0 },
  seconds: 1,
  ...change,
});
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

it('puts what trains before what waits and what was interrupted, and the rest under recent', () => {
  const list = [experiment('a', 'interrupted'), experiment('b', 'finished'), experiment('c', 'training'), experiment('d', 'failed')];
  expect([toContinue(list).map(({ id }) => id), recent(list, 9).map(({ id }) => id), recent(list, 1).map(({ id }) => id)]).toEqual([
    ['c', 'a'],
    ['b', 'd'],
    ['b'],
  ]);
});
it('says how far each is', () => {
  const progress = { fraction: 0.5, updatesDone: 1, updatesTotal: 2, elapsedSeconds: 3, remainingSeconds: 70 };
  expect([
    plain(continueLine(experiment('a', 'training'), progress, 0)),
    plain(continueLine(experiment('a', 'interrupted'), null, 0)),
    plain(continueLine(experiment('a', 'paused'), null, 0)),
  ]).toEqual(['Training, 86 of 100 runs, about 1 min left', 'Interrupted at 86 of 100 runs. Nothing is lost.', 'Paused at 86 of 100 runs']);
});
it('never hides that runs diverged or that an experiment failed', () => {
  expect([plain(recentLine(experiment('a', 'finished'))), plain(recentLine(experiment('a', 'failed')))]).toEqual([
    '2 runs diverged. Blobs, 2-50-3, batch size 1 to full',
    'Failed at 86 of 100 runs. Blobs, 2-50-3, batch size 1 to full',
  ]);
});
it('shows a score only where there is one', () => {
  const score = { n: 2, mean: 0.8131, sd: 0.1, low: NaN, high: NaN, level: 0.95 };
  expect([
    scoreText(experiment('a', 'finished')),
    plain(scoreText(experiment('a', 'finished', { score })) ?? ''),
    scoreText(experiment('a', 'finished', { score, scoreKind: 'rSquared' })),
    scoreText(experiment('a', 'finished', { score: { ...score, mean: NaN } })),
  ]).toEqual([null, 'best accuracy 81.3 %', 'best R² 0.813', null]);
});
