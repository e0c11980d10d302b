/** The intervals to choose from. */
import { expect, test } from 'vitest';
import { INTERVAL_KINDS, intervalOf } from '#core/stats/interval-kinds';
import { SECOND_DRUG } from '#test/core/stats/sleep-data';

test('every kind names its method and holds its centre', () => {
  const intervals = INTERVAL_KINDS.map((kind) => intervalOf(SECOND_DRUG, kind));
  expect(intervals.map(({ method }) => method)).toEqual([
    'mean, Student t interval',
    'mean, BCa bootstrap interval',
    'median, BCa bootstrap interval',
    'mean, smallest to largest',
  ]);
  for (const { low, centre, high } of intervals) expect(low < centre && centre < high).toBe(true);
  expect(intervals[2].centre).toBeCloseTo(1.75, 12);
  expect(intervals[3]).toMatchObject({ low: -0.1, high: 5.5, level: null });
});

test('one value has a range, but no interval; no value has neither', () => {
  expect(intervalOf([2], 'range')).toMatchObject({ centre: 2, low: 2, high: 2 });
  expect(intervalOf([2], 'meanT')).toMatchObject({ centre: 2, low: NaN, high: NaN });
  for (const kind of INTERVAL_KINDS) expect(intervalOf([], kind)).toMatchObject({ n: 0, centre: NaN, low: NaN, high: NaN });
});
