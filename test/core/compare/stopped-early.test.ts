/** Early stopping tried on finished runs: where it stops, what is lost and what is saved. */
import { describe, expect, test } from 'vitest';
import { stopIndex, stopped, stoppedGroups, type Patience } from '#core/compare/stopped-early';
import { openStudy } from '#core/compare/study';
import { made, sizes } from '#test/core/compare/synthetic';

const patient = (evaluations: number, minimumChange = 0): Patience => ({ metric: 'test.accuracy', evaluations, minimumChange });
/** Rises to 0.8 at epoch 4, falls to 0.6 at epoch 10. */
const score = (epoch: number): number => (epoch <= 4 ? epoch / 5 : 0.8 - (epoch - 4) / 30);
const experiment = made({ factors: sizes(4, 100), seeds: 5, change: { budget: { unit: 'epochs', amount: 10 } }, score });
const [{ columns }] = experiment.runs;

describe('a run', () => {
  test('stops after so many evaluations that are not better than the best', () => {
    expect(stopIndex(columns, patient(2))).toBe(6);
    expect(stopIndex(columns, patient(6))).toBe(10);
    expect(stopIndex(columns, patient(7))).toBeNull();
  });

  test('counts only what is better by more than the tolerance', () => {
    expect(stopIndex(columns, patient(2, 0.25))).toBe(6);
    expect(stopIndex(columns, patient(2, 0.45))).toBe(2);
    expect(stopIndex(columns, patient(1, 0.5))).toBe(1);
  });

  test('loses what it would still have gained, and saves the rest of its updates and its time', () => {
    const measure = { column: 'testScore', isHigherBetter: true } as const;
    const early = stopped(columns, patient(2), measure);
    expect(early).toMatchObject({ update: 750, epoch: 6, isStopped: true });
    expect(early?.lost).toBeCloseTo(0.6 - score(6), 12);
    expect(early?.updatesSaved).toBeCloseTo(0.4, 12);
    expect(stopped(columns, patient(7), measure)).toMatchObject({ isStopped: false, lost: 0, updatesSaved: 0, timeSaved: 0 });
    expect(stopped(columns, patient(2), { column: 'testScore', isHigherBetter: false })?.lost).toBeCloseTo(score(6) - 0.6, 12);
  });
});

test('a group has one number a seed', () => {
  const [small] = stoppedGroups(openStudy([experiment]), patient(2));
  expect(small).toMatchObject({ runs: 5, stoppedRuns: 5 });
  expect(small.epoch.values).toEqual([6, 6, 6, 6, 6]);
});
