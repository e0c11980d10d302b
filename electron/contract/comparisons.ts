/** What is kept of a comparison: what is laid side by side and how it is looked at. Checked on the way in, because it is kept for years. */
import { z } from 'zod';

const id = z.string().min(1).max(100);
const shortText = z.string().max(200);

/** What a tray holds. A condition is meant by its index in its experiment. */
const item = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('experiment'), id }),
  z.strictObject({ kind: z.literal('condition'), id, condition: z.int().min(0).max(100_000) }),
  z.strictObject({ kind: z.literal('run'), id }),
]);

/** Plain settings of a tab: nothing nested. */
const setting = z.union([z.string().max(2000), z.number(), z.boolean(), z.null(), z.array(z.union([shortText, z.number()])).max(1000)]);

export const comparisonContent = z.strictObject({
  version: z.literal(1),
  items: z.array(item).max(5000),
  lens: z.enum(['asTrained', 'epochs', 'updates', 'samples', 'seconds']).default('asTrained'),
  /** Paths of the fields that make a group; null groups by everything but the seed. */
  grouping: z.array(shortText).max(50).nullable().default(null),
  tab: shortText.default('curves'),
  settings: z
    .record(shortText, setting)
    .refine((settings) => Object.keys(settings).length <= 200, 'more than 200 settings')
    .default({}),
});

export type ComparisonContent = z.output<typeof comparisonContent>;

/** A comparison under a name. Its content is what the screen wrote; see `comparisonContent`. */
export interface SavedComparison {
  readonly id: string;
  readonly name: string;
  readonly content: ComparisonContent;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly isDeleted: boolean;
}
