/** Student's t against the printed tables. */
import { describe, expect, test } from 'vitest';
import { noncentralTBetween, studentTCentral, studentTCritical, studentTTwoSided } from '#core/stats/student-t';

/** Two-sided critical values as printed in statistical tables (df: .90, .95, .99). */
const table: readonly (readonly [number, number, number, number])[] = [
  [1, 6.313752, 12.706205, 63.656741],
  [2, 2.919986, 4.302653, 9.924843],
  [5, 2.015048, 2.570582, 4.032143],
  [9, 1.833113, 2.262157, 3.249836],
  [30, 1.697261, 2.042272, 2.749996],
  [100, 1.660234, 1.983972, 2.625891],
];

describe('Student t', () => {
  test.each(table)('has the tabulated critical values for %i degrees of freedom', (degrees, ten, five, one) => {
    expect(studentTCritical(0.9, degrees)).toBeCloseTo(ten, 6);
    expect(studentTCritical(0.95, degrees)).toBeCloseTo(five, 6);
    expect(studentTCritical(0.99, degrees)).toBeCloseTo(one, 6);
  });

  test('approaches the normal distribution', () => {
    expect(studentTCritical(0.95, 100_000)).toBeCloseTo(1.959964, 4);
  });

  test('the probability undoes the quantile', () => {
    for (const degrees of [1, 2, 3, 4, 17, 50]) {
      for (const level of [0.05, 0.5, 0.9, 0.999]) {
        expect(studentTCentral(studentTCritical(level, degrees), degrees)).toBeCloseTo(level, 12);
      }
    }
  });

  test('has the critical values of SciPy for fractional degrees of freedom', () => {
    expect(studentTCritical(0.95, 1.5)).toBeCloseTo(6.016663104427929, 9);
    expect(studentTCritical(0.95, 7.3)).toBeCloseTo(2.345066736547703, 9);
    expect(studentTCritical(0.95, 17.776)).toBeCloseTo(2.102821310380221, 9);
  });

  test('gives two-sided p-values, small ones too (SciPy)', () => {
    expect(studentTTwoSided(2.1, 7.3)).toBeCloseTo(0.0722467134248534, 12);
    expect(studentTTwoSided(-1, 1.5)).toBeCloseTo(0.45113536727671033, 12);
    expect(studentTTwoSided(30, 9) / 2.4837047041582635e-10).toBeCloseTo(1, 9);
    expect([studentTTwoSided(0, 4), studentTTwoSided(Infinity, 4)]).toEqual([1, 0]);
    expect(studentTTwoSided(NaN, 4)).toBeNaN();
  });

  test.each([
    [2.262157, 9, 3.16227766, 0.19690374915413417],
    [1, 1, 0.5, 0.5927477364400293],
    [-2.2, 9, 1, 0.002373688180417636],
    [1.97, 200, 2.5, 0.2980887593629084],
    [0, 4, 1, 0.15865525393145707],
  ])('noncentral t below %d with %d degrees and noncentrality %d (SciPy)', (t, degrees, noncentrality, expected) => {
    expect(noncentralTBetween(-Infinity, t, degrees, noncentrality)).toBeCloseTo(expected, 7);
  });

  test('refuses what is not a level or not degrees of freedom', () => {
    expect(() => studentTCritical(1, 5)).toThrow('internal');
    expect(() => studentTCritical(0.95, 0)).toThrow('internal');
    expect(() => studentTCentral(1, -1)).toThrow('internal');
    expect(() => noncentralTBetween(0, 1, 0.5, 1)).toThrow('internal');
  });
});
