/** The colour, line style and short name of each condition: worked out once from the grid, the same on every screen. */
import { fieldName } from '#core/experiment/describe';
import type { Condition } from '#core/experiment/plan';
import type { FactorValue } from '#core/experiment/spec';

export interface Appearance {
  /** A CSS colour made of series tokens: it follows the theme. */
  readonly css: string;
  /** Line style 1 to 4, the tokens --dash-1 to --dash-4. */
  readonly dash: number;
  readonly label: string;
  /** The label within a picture: an experiment is a letter there. */
  readonly short: string;
}

/** What the look of a condition depends on. */
export type Coloured = Pick<Condition, 'batchSize' | 'isFullBatch' | 'factors'>;

interface Entry {
  readonly condition: Coloured;
  /** Everything that was varied besides the batch size, as pairs of name and value. */
  readonly rest: readonly (readonly [string, FactorValue])[];
}

const BATCH_PATH = 'batch.size';
/** Categories without an order take the series in this one: neighbours are far apart. */
const CATEGORY_ORDER = [1, 5, 3, 7, 2, 6, 4] as const;
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['optimizer.learningRate', 'rate'],
  ['optimizer.weightDecay', 'weight decay'],
  ['learningRateRule.kind', 'rule'],
  ['learningRateRule.referenceBatch', 'reference batch'],
  ['budget.amount', 'budget'],
]);

/** Appearances in the order of the conditions. */
export function conditionColours(conditions: readonly Coloured[]): readonly Appearance[] {
  return appearances(conditions.map((condition) => ({ condition, rest: otherFactors(condition) })));
}

/** How the n-th experiment of a comparison is called in pictures: A, B, C ... */
export const experimentLetter = (index: number): string => (index < 26 ? String.fromCharCode(65 + index) : `#${index + 1}`);

/** A label within a sentence: "batch size 32", "full batch", "1, rate 0.001". */
export function spokenLabel(label: string): string {
  if (label === 'full') return 'full batch';
  return /^\d+$/.test(label) ? `batch size ${label}` : label;
}

function appearances(entries: readonly Entry[]): readonly Appearance[] {
  const miniBatches = [...new Set(entries.filter(isMini).map(({ condition }) => condition.batchSize))].sort((a, b) => a - b);
  const rankOf = new Map(miniBatches.map((size, rank) => [size, rank]));
  const keys = entries.map(restKey);
  const groupOf = new Map([...new Set(keys)].map((key, group) => [key, group]));
  const isBatchVaried = miniBatches.length + (entries.some((entry) => !isMini(entry)) ? 1 : 0) > 1;
  const labels = distinctLabels(entries);
  return entries.map((entry, index) => {
    const group = groupOf.get(keys[index]) ?? 0;
    const dash = (group % 4) + 1;
    if (!isBatchVaried && groupOf.size > 1) {
      return { css: `var(--series-${CATEGORY_ORDER[group % CATEGORY_ORDER.length]})`, dash, label: labels[index], short: labels[index] };
    }
    const rank = rankOf.get(entry.condition.batchSize) ?? 0;
    const css = isMini(entry) ? seriesColour(rank, miniBatches.length) : 'var(--series-8)';
    return { css, dash, label: labels[index], short: labels[index] };
  });
}

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

const isMini = ({ condition }: Entry): boolean => !condition.isFullBatch;
const restKey = ({ rest }: Entry): string => JSON.stringify(rest);

function otherFactors(condition: Coloured): Entry['rest'] {
  return Object.entries(condition.factors)
    .filter(([path]) => path !== BATCH_PATH)
    .map(([path, value]) => [path, value] as const);
}

/** Batch size first, then of the other factors only what tells conditions of the same batch size apart. */
function distinctLabels(entries: readonly Entry[]): readonly string[] {
  const batchName = ({ condition }: Entry): string => (condition.isFullBatch ? 'full' : String(condition.batchSize));
  /** The values that each setting takes beside a batch size. */
  const values = new Map<string, Set<FactorValue>>();
  for (const entry of entries) {
    for (const [path, value] of entry.rest) {
      const key = `${batchName(entry)} ${path}`;
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  const isBatchVaried = new Set(entries.map(batchName)).size > 1;
  return entries.map((entry) => {
    const isTelling = (path: string): boolean => (values.get(`${batchName(entry)} ${path}`)?.size ?? 0) > 1;
    const telling = entry.rest.filter(([path]) => path !== 'experiment' && isTelling(path));
    const words = telling.map(([path, value]) => `${shortName(path)} ${String(value)}`);
    return (isBatchVaried || words.length === 0 ? [batchName(entry), ...words] : words).join(', ');
  });
}

/** "optimizer.momentum" -> "momentum", "model.layers.0.units" -> "units of layer 1". */
const shortName = (path: string): string => SHORT_NAMES.get(path) ?? fieldName(path);
