/** Numbers as a table, and that table as text for other programs. */

export type Cell = string | number | null;

export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What a spreadsheet takes for a formula, also behind apostrophes. */
const FORMULA = /^'*[=+\-@\t\r]/;

/** Text that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP advises. */
function guarded(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** The text of a cell as it was before `toCsv` guarded it. */
export function unguarded(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

/** RFC 4180: comma, CRLF, quotes where needed; numbers in full precision with a decimal point. */
export function toCsv(table: DataTable): string {
  const quoted = (cell: Cell): string => {
    const text = guarded(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [table.columns, ...table.rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** Tab-separated, as spreadsheets take it from the clipboard. */
export function toTsv(table: DataTable): string {
  const plain = (cell: Cell): string => guarded(cell).replaceAll(/[\t\r\n]+/g, ' ');
  return [table.columns, ...table.rows].map((row) => row.map(plain).join('\t')).join('\n');
}

/** A pipe table; columns whose cells are all numbers or empty are aligned to the right. */
export function toMarkdown(table: DataTable): string {
  const text = (cell: Cell): string =>
    (cell === null ? '' : String(cell))
      .replaceAll('\\', '\\\\')
      .replaceAll('|', '\\|')
      .replaceAll(/[\r\n]+/g, ' ');
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = table.columns.map((_, index) => (table.rows.every((row) => typeof row[index] !== 'string') ? '---:' : '---'));
  return [line(table.columns.map(text)), line(rule), ...table.rows.map((row) => line(row.map(text)))].join('\n');
}
