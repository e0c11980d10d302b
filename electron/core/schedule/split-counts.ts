/** How many rows each split gets. */
import type { SplitSpec } from '#core/experiment/spec';

/** Fractions as people write them (0.1 + 0.2 + 0.7, 0.3333333333 three times) may miss their sum by this much. */
export const FRACTION_TOLERANCE = 1e-9;

export interface SplitCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Each part ends at floor(rows * cumulative fraction), so that .5/.0/.5 of 1000 rows is exactly 500/0/500. */
export function splitCounts(rows: number, split: Pick<SplitSpec, 'train' | 'validation' | 'test'>): SplitCounts {
  const endAt = (cumulative: number): number => Math.min(rows, Math.floor(rows * (cumulative + FRACTION_TOLERANCE)));
  const train = endAt(split.train);
  const afterValidation = endAt(split.train + split.validation);
  const afterTest = endAt(split.train + split.validation + split.test);
  return { train, validation: afterValidation - train, test: afterTest - afterValidation };
}
