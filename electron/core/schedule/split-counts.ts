/** How many rows each split gets. */
import type { GivenSplit } from '#core/data/table';
import type { SplitSpec } from '#core/experiment/spec';

/** Fractions as people write them (0.1 + 0.2 + 0.7, 0.3333333333 three times) may miss their sum by this much. */
export const FRACTION_TOLERANCE = 1e-9;

export interface SplitCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/**
 * Each part ends at floor(rows * cumulative fraction), so that .5/.0/.5 of 1000 rows is exactly 500/0/500. With `use: 'file'` the
 * training rows of the data's own division are cut so, and its test rows by themselves; data without one has no test rows.
 */
export function splitCounts(
  rows: number,
  split: Pick<SplitSpec, 'train' | 'validation' | 'test'> & Partial<Pick<SplitSpec, 'use'>>,
  givenSplit: GivenSplit = { trainRows: rows },
): SplitCounts {
  if (split.use !== 'file') {
    const [train, validation, test] = partSizes(rows, [split.train, split.validation, split.test]);
    return { train, validation, test };
  }
  const [train, validation] = partSizes(givenSplit.trainRows, [split.train, split.validation]);
  const [test] = partSizes(rows - givenSplit.trainRows, [split.test]);
  return { train, validation, test };
}

function partSizes(rows: number, fractions: readonly number[]): number[] {
  let cumulative = 0;
  let before = 0;
  return fractions.map((fraction) => {
    cumulative += fraction;
    const end = Math.min(rows, Math.floor(rows * (cumulative + FRACTION_TOLERANCE)));
    const size = end - before;
    before = end;
    return size;
  });
}
