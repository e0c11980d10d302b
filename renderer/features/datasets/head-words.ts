/** What was found in the first part of a table, and what the import would trip over, in words. Pure. */
import type { ImportChoices } from '#renderer/features/datasets/import-state.svelte.ts';
import type { TableHead } from '#renderer/features/datasets/table-head.ts';
import { formatCount, plural } from '#renderer/ui/format.ts';

const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;

export function headFacts(head: TableHead): readonly (readonly [string, string])[] {
  return [
    ['Separated by', DELIMITERS[head.delimiter]],
    ['Decimal sign', head.decimalMark === ',' ? 'comma' : 'point'],
    ['Encoding', head.encoding],
    ['First row', head.hasHeader ? 'names of columns' : 'data (no header)'],
    ['Columns', formatCount(head.columns.length)],
  ];
}

/** The first thing that stands in the way, with what to do; null where nothing was seen. */
export function headWarning(
  head: TableHead,
  target: number,
  choices: Pick<ImportChoices, 'missing' | 'words'> = { missing: 'refuse', words: 'refuse' },
): string | null {
  const { columns, uneven } = head;
  if (uneven !== null)
    return `Row ${formatCount(uneven.line)} has ${plural(uneven.cells, 'cell')} where ${formatCount(columns.length)} are expected. Mend it, or the import will stop there.`;
  const textual = columns.filter((column, index) => index !== target && column.kind === 'words');
  if (textual.length > 0 && choices.words === 'refuse')
    return `${named(textual.map((column) => column.name))} words, and features must be numbers. Say below what becomes of columns of words, or remove ${textual.length === 1 ? 'it' : 'them'}.`;
  const gaps = columns.filter(({ missing }, index) => missing > 0 && (index === target || choices.missing === 'refuse'));
  if (gaps.length === 0) return null;
  const count = gaps.reduce((sum, { missing }) => sum + missing, 0);
  return `${plural(count, 'value')} missing in the first ${plural(head.seenRows, 'row')}, in ${listed(gaps.map((column) => column.name))}. Say below what becomes of missing values, or fill them in.`;
}

const named = (names: readonly string[]): string => `${listed(names)} ${names.length === 1 ? 'holds' : 'hold'}`;

/** At most three names. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `"${name}"`);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${formatCount(rest)} more`;
  return shown.length === 1 ? shown[0] : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
