/** What was found in files before their import, in words: how a table reads, and what will come of it. Pure. */
import type { Inspection, RecordsInspection, TableInspection } from '#contract/inspection';
import { shapeSentence } from '#renderer/features/datasets/data-words.ts';
import type { ImportChoices } from '#renderer/features/datasets/import-state.svelte.ts';
import { formatCount, plural } from '#renderer/ui/format.ts';

const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;
const KINDS: Readonly<Record<RecordsInspection['kind'], string>> = {
  images: 'Images in folders',
  idx: 'IDX, as MNIST comes in',
  cifar: 'CIFAR',
  arrays: 'NumPy arrays',
};

export function tableFacts(table: TableInspection): readonly (readonly [string, string])[] {
  return [
    ['Separated by', DELIMITERS[table.delimiter]],
    ['Decimal sign', table.decimalMark === ',' ? 'comma' : 'point'],
    ['Encoding', table.encoding],
    ['First row', table.hasHeader ? 'names of columns' : 'data'],
    ['Columns', formatCount(table.columns.length)],
  ];
}

/** What the import will make of it, where it would not fail. */
export function outcomeSentence(inspection: Inspection): string | null {
  if (inspection.kind === 'unreadable') return null;
  if (inspection.kind !== 'table') return `${KINDS[inspection.kind]}: ${shapeSentence(inspection.shape)}.`;
  const { features, target, rows, isWhole, columns } = inspection;
  if (features === null || target === null) return null;
  const name = columns.find(({ role }) => role === 'target')?.name ?? '';
  const kind =
    target.kind === 'value' ? 'a number' : target.classes === null ? 'a class' : `one of ${plural(target.classes, 'class', 'classes')}`;
  const predicted = `${name} is predicted as ${kind}`;
  const made = plural(features, 'feature');
  return isWhole ? `${plural(rows, 'row')} of ${made}; ${predicted}.` : `The first ${formatCount(rows)} rows have ${made}; ${predicted}.`;
}

/** What becomes of rows with missing values; null where there are none. */
export function missingSentence({ incomplete }: TableInspection, policy: ImportChoices['missing']): string | null {
  const { rows, first } = incomplete;
  if (rows === 0) return null;
  const places = first.map(({ line, column }) => `row ${formatCount(line)} (${column})`);
  const where = `${rows > places.length ? 'the first in ' : 'in '}${places.slice(0, 3).join(', ')}${places.length > 3 ? ' and further ones' : ''}`;
  const lacks = `${plural(rows, 'row')} ${rows === 1 ? 'lacks' : 'lack'} a value, ${where}`;
  if (policy === 'dropRows') return `${lacks}: left out.`;
  return policy === 'mean' ? `${lacks}: every experiment fills in the mean of its training samples.` : `${lacks}.`;
}

/** What stands in the way of the import. */
export function problemSentence(inspection: Inspection): string | null {
  if (inspection.kind === 'table') return inspection.problem;
  if (inspection.kind !== 'unreadable') return null;
  return inspection.isPart ? null : inspection.problem;
}
