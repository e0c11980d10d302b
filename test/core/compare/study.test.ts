import { expect, it } from 'vitest';
import { openStudy } from '#core/compare/study';
import { made, sizes } from '#test/core/compare/synthetic';

const score = (epoch: number): number => 1 - 0.5 ** epoch;

it('begins at the equal budget that the design names', () => {
  expect(openStudy([made({ factors: sizes(8, 64), score })]).choices.lens).toBe('epochs');
});

it('begins with runs as they were trained where they may end early', () => {
  const change = { stopping: { kind: 'target', metric: 'test.loss' }, target: { metric: 'test.accuracy', value: 0.8 } };
  expect(openStudy([made({ factors: sizes(8, 64), score, change })]).choices.lens).toBe('end');
  const never = { stopping: { kind: 'never', metric: 'test.loss' } };
  expect(openStudy([made({ factors: sizes(8, 64), score, change: never })]).choices.lens).toBe('epochs');
  const varied = [...sizes(8, 64), { path: 'stopping.kind', values: ['never', 'patience'] }];
  expect(openStudy([made({ factors: varied, score, change: never })]).choices.lens).toBe('end');
});
