/** The three fractions that the split's bar sets. */
import type { SplitSpec } from '#core/experiment/spec';

export type SplitParts = Pick<SplitSpec, 'train' | 'validation' | 'test'>;
