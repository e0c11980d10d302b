/** Paired and Welch differences against R's t.test and SciPy. */
import { describe, expect, test } from 'vitest';
import { pairedDifference, welchDifference } from '#core/stats/difference';
import { cliffsDelta } from '#core/stats/effect-size';
import { FIRST_DRUG, SECOND_DRUG } from '#test/core/stats/sleep-data';

describe('paired differences', () => {
  test("are those of R's t.test(paired = TRUE) on the sleep data", () => {
    const difference = pairedDifference(FIRST_DRUG, SECOND_DRUG);
    expect(difference).toMatchObject({ method: 'paired t', n: 10, degrees: 9, level: 0.95 });
    expect(difference.mean).toBeCloseTo(-1.58, 12);
    expect(difference.sd).toBeCloseTo(1.2299954832798732, 12);
    expect(difference.t).toBeCloseTo(-4.062127683382037, 10);
    expect(difference.p).toBeCloseTo(0.002832890197384273, 12);
    expect(difference.low).toBeCloseTo(-2.459885763276983, 10);
    expect(difference.high).toBeCloseTo(-0.7001142367230175, 10);
    expect(difference.d).toBeCloseTo(-1.58 / 1.2299954832798732, 12);
    expect(difference.cliffsDelta).toBeCloseTo(-0.49, 12);
  });

  test('without spread are certain, and without difference are none', () => {
    expect(pairedDifference([1, 2, 3], [0, 1, 2])).toMatchObject({ mean: 1, sd: 0, low: 1, high: 1, p: 0 });
    expect(pairedDifference([1, 2], [1, 2])).toMatchObject({ mean: 0, t: 0, p: 1, d: 0 });
  });

  test('of one pair have no test', () => {
    expect(pairedDifference([2], [1])).toMatchObject({ n: 1, mean: 1, p: NaN, low: NaN });
  });
});

describe('unpaired differences', () => {
  test("are those of R's t.test on the sleep data", () => {
    const difference = welchDifference(FIRST_DRUG, SECOND_DRUG);
    expect(difference).toMatchObject({ method: 'Welch t', n: 10 });
    expect(difference.degrees).toBeCloseTo(17.776473516178488, 10);
    expect(difference.t).toBeCloseTo(-1.8608134674868526, 10);
    expect(difference.p).toBeCloseTo(0.0793941401873583, 10);
    expect(difference.low).toBeCloseTo(-3.3654832307117104, 9);
    expect(difference.high).toBeCloseTo(0.20548323071171137, 9);
  });

  test('of groups of different size agree with SciPy', () => {
    const difference = welchDifference(FIRST_DRUG.slice(0, 6), SECOND_DRUG);
    expect(difference.n).toBe(6);
    expect(difference.degrees).toBeCloseTo(11.695190346011803, 9);
    expect(difference.p).toBeCloseTo(0.04527268079987929, 10);
    expect(difference.high).toBeCloseTo(-0.05379534206049508, 9);
  });

  test('without spread keep their degrees of freedom; of one value have no test', () => {
    expect(welchDifference([1, 1, 1], [2, 2])).toMatchObject({ mean: -1, low: -1, high: -1, p: 0 });
    expect(welchDifference([1], [2, 3])).toMatchObject({ n: 1, mean: -1.5, p: NaN });
  });
});

test("Cliff's delta counts which group is larger, ties for neither", () => {
  expect(cliffsDelta([3, 4], [1, 2])).toBe(1);
  expect(cliffsDelta([1, 2], [1, 2])).toBe(0);
  expect(cliffsDelta([1, Infinity], [Infinity, Infinity])).toBe(-0.5);
  expect(cliffsDelta([], [1])).toBeNaN();
});
