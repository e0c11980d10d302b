/** Straight lines against SciPy's linregress and the normal equations in NumPy. */
import { expect, test } from 'vitest';
import { fitLine } from '#core/stats/line-fit';

const X = [1, 2, 4, 8, 16];
const Y = [1.1, 1.9, 4.2, 7.7, 16.3];

test('slope, intercept, R squared and intervals are those of linregress', () => {
  const fit = fitLine(X, Y);
  expect(fit?.slope.value).toBeCloseTo(1.0125, 12);
  expect(fit?.slope.low).toBeCloseTo(0.9436803857423219, 10);
  expect(fit?.slope.high).toBeCloseTo(1.081319614257678, 10);
  expect(fit?.intercept.value).toBeCloseTo(-0.0375, 12);
  expect(fit?.intercept.low).toBeCloseTo(-0.605835025058685, 10);
  expect(fit?.intercept.high).toBeCloseTo(0.5308350250586857, 10);
  expect(fit?.rSquared).toBeCloseTo(0.9986334057819211, 12);
});

test('weights count', () => {
  const fit = fitLine(X, Y, 0.95, [1, 2, 1, 0.5, 0.25]);
  expect(fit?.slope.value).toBeCloseTo(1.006824146982, 10);
  expect(fit?.slope.low).toBeCloseTo(0.919923439192, 10);
  expect(fit?.slope.high).toBeCloseTo(1.093724854771, 10);
  expect(fit?.intercept.high).toBeCloseTo(0.419440467343, 10);
  expect(fit?.intercept.value).toBeCloseTo(-0.019160104987, 10);
  expect(fit?.rSquared).toBeCloseTo(0.9977981832282332, 10);
});

test('two points have a line without interval; no line goes through one place', () => {
  const fit = fitLine([0, 1], [1, 3]);
  expect(fit).toMatchObject({ n: 2, slope: { value: 2, low: NaN, high: NaN }, intercept: { value: 1 } });
  expect(fitLine([1, 1, 1], [1, 2, 3])).toBeNull();
  expect(fitLine([1], [1])).toBeNull();
  expect(fitLine([1, 2, 3], [5, 5, 5])?.rSquared).toBeNaN();
});
