/** Values between points. */
import { expect, test } from 'vitest';
import { valueAt } from '#core/series/value-at';

test('is linear between points and nothing outside them', () => {
  const [x, y] = [
    [0, 2, 4],
    [10, 20, 0],
  ];
  expect([0, 1, 2, 3, 4].map((at) => valueAt(x, y, at))).toEqual([10, 15, 20, 10, 0]);
  expect(valueAt(x, y, -1)).toBeNaN();
  expect(valueAt(x, y, 5)).toBeNaN();
  expect(valueAt([], [], 0)).toBeNaN();
});

test('is missing beside a missing value', () => {
  expect(valueAt([0, 2], [1, NaN], 1)).toBeNaN();
});
