/** The colour and line style of each condition, beside its name: worked out once from the grid, the same on every screen. */
import { type ConditionName, conditionNames, type NamedCondition, otherSettings } from '#core/experiment/condition-names';

/** `short` is what stands in pictures and on chips; in comparisons of several experiments these are letters there. */
export interface Appearance extends ConditionName {
  /** A CSS colour made of series tokens: it follows the theme. */
  readonly css: string;
  /** Line style 1 to 4, the tokens --dash-1 to --dash-4. */
  readonly dash: number;
}

/** What the look of a condition depends on. */
export type Coloured = NamedCondition;

/** Categories without an order take the series in this one: neighbours are far apart. */
const CATEGORY_ORDER = [1, 5, 3, 7, 2, 6, 4] as const;

/** How the n-th experiment of a comparison is called in pictures: A, B, C ... */
export const experimentLetter = (index: number): string => (index < 26 ? String.fromCharCode(65 + index) : `#${index + 1}`);

/** Appearances in the order of the conditions. */
export function conditionColours(conditions: readonly Coloured[]): readonly Appearance[] {
  const miniBatches = [...new Set(conditions.filter(isMini).map(({ batchSize }) => batchSize))].sort((a, b) => a - b);
  const rankOf = new Map(miniBatches.map((size, rank) => [size, rank]));
  const keys = conditions.map((condition) => JSON.stringify(otherSettings(condition)));
  const groupOf = new Map([...new Set(keys)].map((key, group) => [key, group]));
  const isBatchVaried = miniBatches.length + (conditions.every(isMini) ? 0 : 1) > 1;
  const names = conditionNames(conditions);
  return conditions.map((condition, index) => {
    const group = groupOf.get(keys[index]) ?? 0;
    const look = { dash: (group % 4) + 1, ...names[index] };
    if (!isBatchVaried && groupOf.size > 1) return { css: `var(--series-${CATEGORY_ORDER[group % CATEGORY_ORDER.length]})`, ...look };
    const rank = rankOf.get(condition.batchSize) ?? 0;
    return { css: isMini(condition) ? seriesColour(rank, miniBatches.length) : 'var(--series-8)', ...look };
  });
}

const isMini = ({ isFullBatch }: Coloured): boolean => !isFullBatch;

/** Rank 0 .. count - 1 spread evenly over series 1 to 7, mixed in OKLab between them; two ranks take 1 and 5, one takes 4. */
function seriesColour(rank: number, count: number): string {
  if (count === 1) return 'var(--series-4)';
  if (count === 2) return `var(--series-${rank === 0 ? 1 : 5})`;
  const place = 1 + (rank * 6) / (count - 1);
  if (count <= 7) return `var(--series-${Math.round(place)})`;
  const below = Math.min(6, Math.floor(place));
  const share = Math.round((place - below) * 1000) / 10;
  if (share === 0) return `var(--series-${below})`;
  if (share === 100) return `var(--series-${below + 1})`;
  return `color-mix(in oklab, var(--series-${below + 1}) ${share}%, var(--series-${below}))`;
}
