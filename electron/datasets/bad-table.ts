/** The failure of a file of data, and how its cells are quoted in sentences. */
import { LabError } from '#core/failure';

/** Where in the file: 1-based line as an editor counts, and column name; left out where the whole file is meant. */
export interface Place {
  readonly line?: number;
  readonly column?: string;
}

export function badTable(file: string, problem: string, place: Place = {}): LabError {
  return new LabError({ kind: 'badTable', file, row: place.line ?? null, column: place.column ?? null, problem });
}

/** A cell in quotes, on one line and not longer than a sentence bears. */
export function quoted(cell: string): string {
  const visible = cell.replaceAll(/\p{Cc}+/gu, ' ');
  return `"${visible.length > 40 ? `${visible.slice(0, 40)}…` : visible}"`;
}

/** A list of names that stays readable with thousands of them. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 20).map(quoted).join(', ');
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown;
}

/** "1 row", "2 rows". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
