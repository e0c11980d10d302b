/** What the conditions of an experiment are called, in charts, tables, events and reports alike: of their settings only what tells them apart. */
import { fieldName } from '#core/experiment/describe';
import type { Condition } from '#core/experiment/plan';
import type { FactorValue } from '#core/experiment/spec';

/** What the name of a condition depends on. */
export type NamedCondition = Pick<Condition, 'batchSize' | 'isFullBatch' | 'factors'>;

export interface ConditionName {
  /** "1, rate 0.001": every telling setting with its name. */
  readonly label: string;
  /** Within pictures, tables and sentences: schedules in a word; the label where that would not tell conditions apart. */
  readonly short: string;
}

type Settings = readonly (readonly [string, FactorValue])[];

const BATCH_PATH = 'batch.size';
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['optimizer.learningRate', 'rate'],
  ['optimizer.weightDecay', 'weight decay'],
  ['learningRateRule.kind', 'rule'],
  ['learningRateRule.referenceBatch', 'reference batch'],
  ['budget.amount', 'budget'],
]);

/** Settings whose value says what it is a value of. */
const SAYS_ITSELF: ReadonlySet<string> = new Set(['batch.sampling']);

/** Everything that was varied besides the batch size, as pairs of path and value. */
export function otherSettings({ factors }: NamedCondition): Settings {
  return Object.entries(factors).filter(([path]) => path !== BATCH_PATH);
}

/** In the order of the conditions: batch size first, then of the other settings what tells conditions of the same batch size apart. */
export function conditionNames(conditions: readonly NamedCondition[]): readonly ConditionName[] {
  const others = conditions.map(otherSettings);
  const sizes = conditions.map(({ isFullBatch, batchSize }) => (isFullBatch ? 'full' : String(batchSize)));
  /** The values that each setting takes beside a batch size. */
  const values = new Map<string, Set<FactorValue>>();
  for (const [index, settings] of others.entries()) {
    for (const [path, value] of settings) {
      const key = `${sizes[index]} ${path}`;
      values.set(key, (values.get(key) ?? new Set()).add(value));
    }
  }
  const isBatchVaried = new Set(sizes).size > 1;
  const telling = others.map((settings, index) => settings.filter(([path]) => (values.get(`${sizes[index]} ${path}`)?.size ?? 0) > 1));
  const named = (wordsOf: (settings: Settings) => readonly string[]): readonly string[] =>
    sizes.map((size, index) => {
      const words = wordsOf(telling[index]);
      return (isBatchVaried || words.length === 0 ? [size, ...words] : words).join(', ');
    });
  const labels = named((settings) => settings.map(([path, value]) => said(path, value)));
  const shorts = named(shortWords);
  const uses = Map.groupBy(shorts, (short) => short);
  return labels.map((label, index) => ({
    label,
    short: uses.get(shorts[index])?.length === 1 ? shorts[index] : label,
  }));
}

/** A label within a sentence: "batch size 32", "full batch", "batch size 1, rate 0.001", "momentum 0.9". */
export const spokenLabel = (label: string): string => label.replace(/^full(?=,|$)/, 'full batch').replace(/^(?=\d+(,|$))/, 'batch size ');

/** The short names within sentences. */
export const spokenNames = (conditions: readonly NamedCondition[]): readonly string[] =>
  conditionNames(conditions).map(({ short }) => spokenLabel(short));

/** Kinds of schedules are one word each with what they do, and a constant one has nothing more to say: "rate step ×0.5, batch ×2". */
function shortWords(settings: Settings): readonly string[] {
  const given = new Map(settings);
  return settings.flatMap(([path, value]): string[] => {
    const schedule = SCHEDULES.find(({ kind }) => path === kind || (path.startsWith(kind.replace(/kind$/, '')) && given.has(kind)));
    if (schedule === undefined) return [SAYS_ITSELF.has(path) ? String(value) : said(path, value)];
    const { kind, by, word, plain } = schedule;
    const chosen = given.get(kind);
    if (path === kind) {
      if (chosen === 'constant') return [`constant ${word}`];
      const factor = given.has(by) ? ` ×${String(given.get(by))}` : '';
      return [`${word}${chosen === plain && factor !== '' ? '' : ` ${String(chosen)}`}${factor}`];
    }
    return chosen === 'constant' || path === by ? [] : [said(path, value)];
  });
}

/** `plain`: the kind that goes without saying beside its factor. */
const SCHEDULES = [
  { kind: 'schedule.kind', by: 'schedule.decay', word: 'rate', plain: 'step' },
  { kind: 'batch.schedule.kind', by: 'batch.schedule.by', word: 'batch', plain: 'multiply' },
] as const;

/** "momentum 0.9", "units of layer 1 50" */
const said = (path: string, value: FactorValue): string => `${SHORT_NAMES.get(path) ?? fieldName(path)} ${String(value)}`;
