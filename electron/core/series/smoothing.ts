/** Exponential smoothing of a curve for the eye; never used for a number that is reported. */

/**
 * Moving average with weight 0 <= w < 1 on the past, divided by 1 - w^k so that the first points are not drawn towards zero
 * (Kingma and Ba 2015, section 3). A missing value stays missing and leaves the average as it was.
 */
export function smooth(values: readonly number[], weight: number): readonly number[] {
  if (weight === 0) return values;
  let average = 0;
  let correction = 1;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    average = weight * average + (1 - weight) * value;
    correction *= weight;
    return average / (1 - correction);
  });
}
