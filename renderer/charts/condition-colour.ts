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
  /** The label within a picture and on a chip: an experiment is a letter there, a schedule the least that tells it from the others. */
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

/** Settings whose value says what it is a value of. */
const SAYS_ITSELF: ReadonlySet<string> = new Set(['batch.sampling']);

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
  const { labels, shorts } = namesOf(entries);
  return entries.map((entry, index) => {
    const group = groupOf.get(keys[index]) ?? 0;
    const dash = (group % 4) + 1;
    if (!isBatchVaried && groupOf.size > 1) {
      return { css: `var(--series-${CATEGORY_ORDER[group % CATEGORY_ORDER.length]})`, dash, label: labels[index], short: shorts[index] };
    }
    const rank = rankOf.get(entry.condition.batchSize) ?? 0;
    const css = isMini(entry) ? seriesColour(rank, miniBatches.length) : 'var(--series-8)';
    return { css, dash, label: labels[index], short: shorts[index] };
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

interface Names {
  readonly labels: readonly string[];
  /** As the labels, with schedules in a word; the label where that would not tell conditions apart. */
  readonly shorts: readonly string[];
}

/** Batch size first, then of the other factors only what tells conditions of the same batch size apart. */
function namesOf(entries: readonly Entry[]): Names {
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
  const telling = entries.map((entry) =>
    entry.rest.filter(([path]) => path !== 'experiment' && (values.get(`${batchName(entry)} ${path}`)?.size ?? 0) > 1),
  );
  const named = (wordsOf: (rest: Entry['rest']) => readonly string[]): readonly string[] =>
    entries.map((entry, index) => {
      const words = wordsOf(telling[index]);
      return (isBatchVaried || words.length === 0 ? [batchName(entry), ...words] : words).join(', ');
    });
  const labels = named((rest) => rest.map(([path, value]) => `${shortName(path)} ${String(value)}`));
  const shorts = named(shortWords);
  return { labels, shorts: shorts.map((short, index) => (shorts.indexOf(short) === shorts.lastIndexOf(short) ? short : labels[index])) };
}

/** Kinds of schedules are one word each with what they do, and a constant one has nothing more to say: "rate step ×0.5, batch ×2". */
function shortWords(rest: Entry['rest']): readonly string[] {
  const given = new Map(rest);
  return rest.flatMap(([path, value]): string[] => {
    const schedule = SCHEDULES.find(({ kind }) => path === kind || (path.startsWith(kind.replace(/kind$/, '')) && given.has(kind)));
    if (schedule === undefined) return [SAYS_ITSELF.has(path) ? String(value) : `${shortName(path)} ${String(value)}`];
    const { kind, by, word, plain } = schedule;
    const chosen = given.get(kind);
    if (path === kind) {
      if (chosen === 'constant') return [`constant ${word}`];
      const factor = given.has(by) ? ` ×${String(given.get(by))}` : '';
      return [`${word}${chosen === plain && factor !== '' ? '' : ` ${String(chosen)}`}${factor}`];
    }
    return chosen === 'constant' || path === by ? [] : [`${shortName(path)} ${String(value)}`];
  });
}

/** `plain`: the kind that goes without saying beside its factor. */
const SCHEDULES = [
  { kind: 'schedule.kind', by: 'schedule.decay', word: 'rate', plain: 'step' },
  { kind: 'batch.schedule.kind', by: 'batch.schedule.by', word: 'batch', plain: 'multiply' },
] as const;

/** "optimizer.momentum" -> "momentum", "model.layers.0.units" -> "units of layer 1". */
const shortName = (path: string): string => SHORT_NAMES.get(path) ?? fieldName(path);
