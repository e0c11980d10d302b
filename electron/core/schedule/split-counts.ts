/** How many rows each split gets. */
import type { SplitSpec } from '#core/experiment/spec';

/** Cuts at the rounded-down cumulative fractions, so that .5/.0/.5 of 1000 rows is exactly 500/0/500. */
export function splitCounts(
  rows: number,
  split: Pick<SplitSpec, 'train' | 'validation' | 'test'>,
): { readonly train: number; readonly validation: number; readonly test: number } {
  const cut = (fraction: number): number => Math.min(rows, Math.floor(rows * fraction + 1e-6));
  const train = cut(split.train);
  const afterValidation = Math.max(train, cut(split.train + split.validation));
  const afterTest = Math.max(afterValidation, cut(split.train + split.validation + split.test));
  return { train, validation: afterValidation - train, test: afterTest - afterValidation };
}
