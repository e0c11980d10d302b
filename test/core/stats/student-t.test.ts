/** Student's t against the printed tables. */
import { describe, expect, test } from 'vitest';
import { studentTCentral, studentTCritical } from '#core/stats/student-t';

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

  test('refuses what is not a level or not whole degrees of freedom', () => {
    expect(() => studentTCritical(1, 5)).toThrow('internal');
    expect(() => studentTCritical(0.95, 0)).toThrow('internal');
    expect(() => studentTCentral(1, 2.5)).toThrow('internal');
  });
});
