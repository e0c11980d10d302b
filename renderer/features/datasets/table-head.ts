/** How a table's first part reads: encoding, delimiter, header, columns, first rows. For the eye before the import; the importer reads it all. Pure. */

export interface TableHead {
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly decimalMark: '.' | ',';
  readonly hasHeader: boolean;
  readonly columns: readonly HeadColumn[];
  /** The first rows of data. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows of data were looked at. */
  readonly seenRows: number;
  /** The first row that has not as many cells as there are columns. */
  readonly uneven: { readonly line: number; readonly cells: number } | null;
}

export interface HeadColumn {
  readonly name: string;
  readonly kind: 'number' | 'words' | 'empty';
  readonly missing: number;
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const SHOWN_ROWS = 6;
const MISSING = new Set(['', '?', 'na', 'n/a', 'nan', 'null']);
const NUMBER = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?$/i;
const isMissing = (cell: string): boolean => MISSING.has(cell.toLowerCase());

/** null where there are not two columns to be found. `isWhole`: the bytes are all of the file, else its last line is left out. */
export function readHead(bytes: Uint8Array, isWhole: boolean): TableHead | null {
  const { text, encoding } = decoded(bytes);
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const complete = isWhole ? lines : lines.slice(0, lines.lastIndexOf('\n') + 1);
  const best = (['\t', ';', '|', ','] as const)
    .map((delimiter) => ({ delimiter, rows: rowsOf(complete, delimiter) }))
    .map((read) => ({ ...read, width: read.rows.at(0)?.cells.length ?? 0, even: evenness(read.rows) }))
    .filter(({ width }) => width > 1)
    .reduce<{ delimiter: TableHead['delimiter']; rows: Row[]; even: number } | null>(
      (found, next) => (found === null || next.even > found.even ? next : found),
      null,
    );
  if (best === null) return null;
  const [first, ...below] = best.rows;
  const hasHeader = isHeader(first.cells, below);
  const data = hasHeader ? below : best.rows;
  const numbers = data.flatMap(({ cells }) => cells).filter((cell) => NUMBER.test(cell));
  const hasCommas = best.delimiter !== ',' && numbers.some((cell) => cell.includes(','));
  return {
    encoding,
    delimiter: best.delimiter,
    decimalMark: hasCommas && !numbers.some((cell) => cell.includes('.')) ? ',' : '.',
    hasHeader,
    columns: first.cells.map((name, index) => column(hasHeader ? name : `column ${index + 1}`, data, index)),
    rows: data.slice(0, SHOWN_ROWS).map(({ cells }) => cells),
    seenRows: data.length,
    uneven: unevenRow(data, first.cells.length),
  };
}

function decoded(bytes: Uint8Array): { readonly text: string; readonly encoding: TableHead['encoding'] } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' };
  const text = new TextDecoder('utf-8').decode(bytes);
  // A letter cut in two at the end of the part is no sign of another encoding.
  const isBroken = text.slice(0, -1).includes('\ufffd');
  return isBroken ? { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' } : { text, encoding: 'UTF-8' };
}

/** Share of the rows that are as long as the first. */
function evenness(rows: readonly Row[]): number {
  return rows.length === 0 ? 0 : rows.filter(({ cells }) => cells.length === rows[0].cells.length).length / rows.length;
}

function isHeader(first: readonly string[], below: readonly Row[]): boolean {
  if (first.every((cell) => !NUMBER.test(cell))) return first.some((cell) => !isMissing(cell));
  return first.some((cell, index) => {
    const cells = below.map((row) => row.cells.at(index) ?? '').filter((other) => !isMissing(other));
    return !NUMBER.test(cell) && !isMissing(cell) && cells.length > 0 && cells.every((other) => NUMBER.test(other));
  });
}

function column(name: string, rows: readonly Row[], index: number): HeadColumn {
  const cells = rows.map((row) => row.cells.at(index) ?? '');
  const present = cells.filter((cell) => !isMissing(cell));
  const kind = present.length === 0 ? 'empty' : present.every((cell) => NUMBER.test(cell)) ? 'number' : 'words';
  return { name, kind, missing: cells.length - present.length };
}

function unevenRow(rows: readonly Row[], width: number): TableHead['uneven'] {
  const row = rows.find(({ cells }) => cells.length !== width);
  return row === undefined ? null : { line: row.line, cells: row.cells.length };
}

/** Splits at delimiters and line ends outside of quotation marks; empty rows are passed over. */
function rowsOf(text: string, delimiter: string): Row[] {
  const rows: Row[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let start = 1;
  const endRow = (): void => {
    cells.push(cell.trim());
    if (cells.some((one) => one !== '')) rows.push({ line: start, cells });
    cells = [];
    cell = '';
  };
  for (let index = 0; index < text.length; index++) {
    const letter = text.charAt(index);
    if (letter === '"' && isQuoted && text.charAt(index + 1) === '"') {
      cell += '"';
      index += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === delimiter && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else if (letter === '\n' && !isQuoted) {
      endRow();
      line += 1;
      start = line;
    } else {
      cell += letter;
      if (letter === '\n') line += 1;
    }
  }
  endRow();
  return rows;
}
