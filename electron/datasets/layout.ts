/** How a file is laid out: the names of its columns, whether its first row is the header, and which column is the target. */
import { suggestion } from '#core/experiment/did-you-mean';
import { badTable, listed, quoted } from '#datasets/bad-table';
import { cellKind } from '#datasets/cells';
import { sniffRows, type Delimiter } from '#datasets/delimited-rows';
import type { ImportOptions } from '#datasets/import-options';
import type { TextSource } from '#datasets/text-source';

export interface Layout {
  readonly file: string;
  readonly text: TextSource;
  readonly delimiter: Delimiter;
  readonly hasHeader: boolean;
  readonly names: readonly string[];
  /** Index of the target's column. */
  readonly target: number;
  /** Indices of the columns that are features, ascending. */
  readonly features: readonly number[];
}

/** Target and features are named by their columns; without names the last column is the target, and all others are features. Throws LabError `badTable`. */
export function readLayout(
  file: string,
  text: TextSource,
  { target: wantedTarget, columns, hasHeader: isNamed }: Pick<ImportOptions, 'target' | 'columns' | 'hasHeader'>,
): Layout {
  const target = wantedTarget === null ? null : oneLine(wantedTarget);
  const { delimiter, rows } = sniffRows(text.head);
  const [first = [], ...below] = rows;
  if (first.length === 0) throw badTable(file, 'The file is empty.');
  if (first.length === 1) {
    const advice = 'A table needs a feature and a target at least, separated by commas, semicolons, tabs or |.';
    throw badTable(file, `The file has one column only. ${advice}`);
  }
  const hasHeader = isNamed ?? isHeader(first, below, target);
  const names = hasHeader ? first.map(oneLine) : first.map((_, index) => `column ${index + 1}`);
  if (hasHeader) checkNames(file, names);
  const index = target === null ? names.length - 1 : columnIndex(file, names, target, hasHeader);
  const wanted = columns?.map((name) => columnIndex(file, names, oneLine(name), hasHeader)) ?? [...names.keys()];
  const features = [...new Set(wanted)].filter((column) => column !== index).sort((a, b) => a - b);
  if (features.length === 0) throw badTable(file, 'No column is left to be a feature. Choose one beside the target.');
  return { file, text, delimiter, hasHeader, names, target: index, features };
}

/**
 * The first row is the header when it names the target, when none of its cells is a number, or when it has text where the rows below
 * have numbers. Else it is data: files without a header often end each row with the name of a class.
 */
function isHeader(first: readonly string[], below: readonly (readonly string[])[], target: string | null): boolean {
  if (target !== null && first.map(oneLine).includes(target)) return true;
  const kinds = first.map(cellKind);
  if (kinds.every((kind) => kind === 'text' || kind === 'missing')) return kinds.includes('text');
  return kinds.some((kind, column) => {
    const cells = below.map((row) => cellKind(row[column] ?? '')).filter((other) => other !== 'missing');
    return kind === 'text' && cells.length > 0 && !cells.includes('text');
  });
}

function checkNames(file: string, names: readonly string[]): void {
  const unnamed = names.indexOf('');
  if (unnamed !== -1) {
    throw badTable(file, `Column ${unnamed + 1} has no name in the first row. Name it, or remove it (it often holds row numbers).`);
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw badTable(file, `Two columns are named ${quoted(name)}. Give every column its own name.`);
    seen.add(name);
  }
}

function columnIndex(file: string, names: readonly string[], name: string, hasHeader: boolean): number {
  const index = names.indexOf(name);
  if (index !== -1) return index;
  const columns = hasHeader ? 'The columns are' : 'The file has no header; its columns are';
  throw badTable(file, `There is no column ${quoted(name)}.${suggestion(name, names)} ${columns} ${listed(names)}.`);
}

/** Names of columns and features stand in sentences and on axes. */
export function oneLine(name: string): string {
  return name.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
}
