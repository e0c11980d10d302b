/** Which experiments of the past are shown: words that must occur, and filters that narrow each other. Pure. */
import type { ExperimentState, ExperimentSummary } from '#contract/experiments';

export type StateFilter = 'any' | ExperimentState;
export type Since = 'any' | 'today' | 'week' | 'month' | 'year';

export interface Filters {
  readonly query: string;
  readonly state: StateFilter;
  /** null: any. */
  readonly tag: string | null;
  readonly data: string | null;
  readonly since: Since;
  readonly isStarredOnly: boolean;
}

export const NO_FILTERS: Filters = { query: '', state: 'any', tag: null, data: null, since: 'any', isStarredOnly: false };

export const isFiltering = ({ query, state, tag, data, since, isStarredOnly }: Filters): boolean =>
  query.trim() !== '' || state !== 'any' || tag !== null || data !== null || since !== 'any' || isStarredOnly;

const texts = new WeakMap<ExperimentSummary, string>();

/** All that can be searched of an experiment, in small letters; worked out once for each summary. */
function searchText(one: ExperimentSummary): string {
  const known = texts.get(one);
  if (known !== undefined) return known;
  const text = [one.name, one.question, one.description, one.dataName, one.network, ...one.factors, ...one.tags, one.notes]
    .join('\n')
    .toLowerCase();
  texts.set(one, text);
  return text;
}

/** All words of the query must occur somewhere in name, question, data, model, what is varied, tags or notes. */
export function filterExperiments(list: readonly ExperimentSummary[], filters: Filters, now: number): readonly ExperimentSummary[] {
  const words = filters.query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const from = startOf(filters.since, now);
  return list.filter(
    (one) =>
      (filters.state === 'any' || one.state === filters.state) &&
      (filters.tag === null || one.tags.includes(filters.tag)) &&
      (filters.data === null || one.dataName === filters.data) &&
      (!filters.isStarredOnly || one.isStarred) &&
      one.createdAt >= from &&
      (words.length === 0 || words.every((word) => searchText(one).includes(word))),
  );
}

const DAYS = { week: 7, month: 30, year: 365 } as const;

/** Midnight of today, or so many days before now. */
function startOf(since: Since, now: number): number {
  if (since === 'any') return -Infinity;
  if (since !== 'today') return now - DAYS[since] * 86_400_000;
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
}

/** What there is to choose from, in the order of the alphabet. */
export function filterChoices(list: readonly ExperimentSummary[]): { readonly tags: readonly string[]; readonly data: readonly string[] } {
  const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].sort((a, b) => a.localeCompare(b));
  return { tags: sorted(list.flatMap(({ tags }) => tags)), data: sorted(list.map(({ dataName }) => dataName)) };
}
