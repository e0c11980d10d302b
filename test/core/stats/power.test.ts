/** Power of the paired t test against SciPy's noncentral t (the same as R's power.t.test(strict = TRUE)). */
import { expect, test } from 'vitest';
import { pairedPower, seedsNeeded, smallestDetectable } from '#core/stats/power';

test.each([
  [1, 10, 0.05, 0.8030968566327219],
  [0.5, 20, 0.05, 0.564504418439021],
  [0.2, 100, 0.05, 0.5082648066210378],
  [1.5, 5, 0.05, 0.7107026739256758],
  [0.8, 10, 0.01, 0.3096979155434127],
])('the power for d = %d, n = %d at %d', (d, n, alpha, expected) => {
  expect(pairedPower(d, n, alpha)).toBeCloseTo(expected, 6);
  expect(pairedPower(-d, n, alpha)).toBeCloseTo(expected, 6);
});

test.each([
  [3, 3.2640435496995712],
  [5, 1.6819969659555545],
  [10, 0.9960013714554437],
  [20, 0.6604416546230262],
  [100, 0.2829126327813865],
])('%i seeds find a difference of %d standard deviations four times out of five', (n, expected) => {
  expect(smallestDetectable(n)).toBeCloseTo(expected, 5);
});

test('a difference needs as many seeds as SciPy counts, and never fewer than five', () => {
  expect([2, 1, 0.5, 0.2, 0.1, -0.5, 50].map((d) => seedsNeeded(d))).toEqual([5, 10, 34, 199, 787, 34, 5]);
});

test('what is too small to look for, or was not seen, is not promised', () => {
  expect([0, NaN, 0.01].map((d) => seedsNeeded(d))).toEqual([null, null, null]);
  expect(smallestDetectable(1)).toBeNaN();
});
