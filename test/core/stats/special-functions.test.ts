/** Special functions against SciPy 1.17. */
import { describe, expect, test } from 'vitest';
import { incompleteBeta, logGamma, normalCdf, normalQuantile } from '#core/stats/special-functions';

/** Relative to the size of the expected value. */
function expectClose(value: number, expected: number, relative = 1e-11): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('special functions', () => {
  test.each([
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247],
    [3.3, 0.9870985778947343],
    [50, 144.56574394634487],
    [1000.5, 5908.674175848678],
  ])('log gamma of %d', (x, expected) => expectClose(logGamma(x), expected));

  test.each([
    [0.4, 2, 3, 0.5248],
    [0.1, 0.5, 0.5, 0.20483276469913345],
    [0.97, 10, 0.5, 0.4408041535957583],
    [0.5, 50, 60, 0.8309072939016693],
    [1e-6, 4.5, 0.5, 2.586900450755487e-28],
  ])('incomplete beta at %d of %d and %d', (x, a, b, expected) => expectClose(incompleteBeta(x, a, b), expected));

  test('the incomplete beta function runs from 0 to 1', () => {
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
    expect(() => incompleteBeta(1.1, 2, 3)).toThrow('internal');
    expect(() => logGamma(0)).toThrow('internal');
  });

  test.each([
    [-9, 1.1285884059538324e-19],
    [-5, 2.866515718791933e-7],
    [-1.5, 0.06680720126885807],
    [0.3, 0.6179114221889526],
    [3.99, 0.9999669633523706],
    [4.01, 0.9999696406260734],
  ])('normal probability below %d', (z, expected) => expectClose(normalCdf(z), expected));

  test.each([
    [1e-10, -6.361340902404056],
    [0.025, -1.9599639845400545],
    [0.3, -0.5244005127080409],
    [0.9, 1.2815515655446004],
    [0.9999, 3.719016485455709],
  ])('normal quantile of %d', (probability, expected) => expectClose(normalQuantile(probability), expected));

  test('the normal distribution ends at infinity', () => {
    expect([normalQuantile(0), normalQuantile(1), normalCdf(-Infinity), normalCdf(Infinity)]).toEqual([-Infinity, Infinity, 0, 1]);
  });
});
