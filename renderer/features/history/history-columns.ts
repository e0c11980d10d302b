/** The columns of the past that a person can choose: name, width, what they sort by; and the choice as text to be remembered. Pure. */
import type { ExperimentSummary } from '#contract/experiments';
import { runTotal } from '#renderer/features/history/experiment-words.ts';

export type ColumnId = 'state' | 'score' | 'data' | 'model' | 'factors' | 'runs' | 'seconds' | 'createdAt' | 'tags' | 'notes' | 'engine';
export type SortColumn = 'name' | ColumnId;
export interface Sorting {
  readonly column: SortColumn;
  readonly isDescending: boolean;
}

export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  /** Pixels. */
  readonly width: number;
  /** Figures and dates. */
  readonly isRight: boolean;
}

export const COLUMNS: readonly Column[] = [
  { id: 'state', label: 'State', width: 124, isRight: false },
  { id: 'score', label: 'Best result', width: 118, isRight: true },
  { id: 'data', label: 'Data', width: 132, isRight: false },
  { id: 'model', label: 'Model', width: 112, isRight: false },
  { id: 'factors', label: 'Varied', width: 168, isRight: false },
  { id: 'runs', label: 'Runs', width: 84, isRight: true },
  { id: 'seconds', label: 'Time', width: 84, isRight: true },
  { id: 'createdAt', label: 'Started', width: 112, isRight: true },
  { id: 'tags', label: 'Tags', width: 152, isRight: false },
  { id: 'notes', label: 'Notes', width: 200, isRight: false },
  { id: 'engine', label: 'Engine', width: 104, isRight: false },
];

export const USUAL_COLUMNS: readonly ColumnId[] = ['state', 'score', 'runs', 'seconds', 'createdAt'];

/** In the order of the table, whatever the order of the choice. */
export const columnsOf = (chosen: readonly ColumnId[]): readonly Column[] => COLUMNS.filter(({ id }) => chosen.includes(id));

/** The width that a table needs before it scrolls sideways. */
export const widthOf = (columns: readonly Column[]): number => TICK + NAME + columns.reduce((sum, { width }) => sum + width, 0) + EDGE;
const [TICK, NAME, EDGE] = [40, 180, 16];

export const gridOf = (columns: readonly Column[]): string =>
  `${String(TICK)}px minmax(${String(NAME)}px, 1fr) ${columns.map(({ width }) => `${String(width)}px`).join(' ')}`;

/** What was remembered; names that no column has are left out, and without any text the usual columns come. */
export function readColumns(text: string | null): readonly ColumnId[] {
  if (text === null) return USUAL_COLUMNS;
  const names = text.split(' ');
  return COLUMNS.flatMap(({ id }) => (names.includes(id) ? [id] : []));
}
export const writeColumns = (chosen: readonly ColumnId[]): string => chosen.join(' ');

export function readSorting(text: string | null): Sorting {
  const [name = '', direction] = (text ?? '').split(' ');
  const column = name === 'name' ? name : COLUMNS.find(({ id }) => id === name)?.id;
  return column === undefined ? { column: 'createdAt', isDescending: true } : { column, isDescending: direction === 'down' };
}
export const writeSorting = ({ column, isDescending }: Sorting): string => `${column} ${isDescending ? 'down' : 'up'}`;

/** The largest first, or the beginning of the alphabet. */
export const beginsDescending = (column: SortColumn): boolean =>
  ['score', 'runs', 'seconds', 'createdAt', 'tags', 'notes'].includes(column);

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Equals keep the newest first. */
export function sortExperiments(list: readonly ExperimentSummary[], { column, isDescending }: Sorting): readonly ExperimentSummary[] {
  const keyed = list.map((one) => ({ one, key: sortKey(one, column) }));
  keyed.sort((a, b) => {
    const order = typeof a.key === 'string' && typeof b.key === 'string' ? collator.compare(a.key, b.key) : Number(a.key) - Number(b.key);
    return (Number.isNaN(order) || order === 0 ? 0 : isDescending ? -order : order) || b.one.createdAt - a.one.createdAt;
  });
  return keyed.map(({ one }) => one);
}

function sortKey(one: ExperimentSummary, column: SortColumn): number | string {
  switch (column) {
    case 'name':
      return one.name;
    case 'state':
      return one.state;
    case 'score':
      return one.score?.mean ?? -Infinity;
    case 'data':
      return one.dataName;
    case 'model':
      return one.network;
    case 'factors':
      return one.factors.join(', ');
    case 'runs':
      return runTotal(one);
    case 'seconds':
      return one.seconds;
    case 'createdAt':
      return one.createdAt;
    case 'tags':
      return one.tags.join(', ');
    case 'notes':
      return one.notes;
    case 'engine':
      return one.engine;
    default:
      return column satisfies never;
  }
}
