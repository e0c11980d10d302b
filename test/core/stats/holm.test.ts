/** Holm's correction against R. */
import { expect, test } from 'vitest';
import { holm } from '#core/stats/holm';

test('gives R\'s p.adjust(c(.01, .04, .03, .005, .5), "holm")', () => {
  const adjusted = holm([0.01, 0.04, 0.03, 0.005, 0.5]);
  [0.04, 0.09, 0.09, 0.025, 0.5].forEach((expected, index) => expect(adjusted[index]).toBeCloseTo(expected, 12));
});

test('never exceeds 1, and questions that were not asked do not count', () => {
  expect(holm([0.6, 0.9])).toEqual([1, 1]);
  const [first, second, third] = holm([0.02, NaN, 0.03]);
  expect(first).toBeCloseTo(0.04, 12);
  expect(second).toBeNaN();
  expect(third).toBeCloseTo(0.04, 12);
  expect(holm([])).toEqual([]);
});
