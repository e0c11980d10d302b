/** Walks the rows of delimited text without holding them: cells without outer spaces, and the line that each row starts on. */
import Papa from 'papaparse';
import { badTable } from '#datasets/bad-table';
import type { TextSource } from '#datasets/text-source';

export type Delimiter = ',' | ';' | '\t' | '|';
/** In order of preference where several fit: decimal commas make "," fit where ";" or a tab is meant. */
const delimiters: readonly Delimiter[] = ['\t', ';', '|', ','];

const SNIFFED_ROWS = 20;
/** A quote that is never closed makes the rest of the file one row. */
const LONGEST_ROW = 16 * 1024 * 1024;
const UNCLOSED = 'A quote (") opens in this row and is never closed.';

/** What the parser's `parse` returns, which its types leave open. */
interface Parsed {
  readonly data: string[][];
  readonly errors: readonly { readonly code: string; readonly row: number }[];
  /** `cursor`: how many characters are in `data`. */
  readonly meta: { readonly cursor: number };
}

export interface RowVisitor {
  row(cells: string[], line: number): void;
  /** The part of the file that has been read. */
  progress?(part: number): void;
}

/** Calls back for each row that holds anything. Throws LabError `badTable` for quotes that do not match. */
export function eachRow(file: string, source: TextSource, delimiter: Delimiter, visitor: RowVisitor): void {
  const parser = new Papa.Parser({ delimiter, newline: '\n' });
  let line = 1 + source.skippedLines;
  let rest = '';
  source.eachPiece((piece, part) => {
    if (piece.includes('\0')) throw badTable(file, 'The file holds zero bytes, so it is not a text file. Save the table as CSV (UTF-8).');
    const text = rest + piece;
    const isLast = part === 1;
    // The last row of a piece may go on in the next one. The parser's types leave its result open.
    const { data, errors, meta } = parser.parse(text, 0, !isLast) as Parsed;
    const problems = new Map(errors.map(({ row, code }) => [row, code] as const).reverse());
    // Only quoted cells can hold line breaks.
    const hasQuotes = text.includes('"');
    for (const [index, cells] of data.entries()) {
      const problem = problems.get(index);
      // A malformed quote is also reported as unclosed when no other quote follows.
      if (problem === 'InvalidQuotes')
        throw badTable(file, 'A quoted cell goes on after its closing quote ("). Write a quote inside a cell twice.', { line });
      if (problem !== undefined) throw badTable(file, UNCLOSED, { line });
      const start = line;
      line++;
      let isEmpty = true;
      for (let at = 0; at < cells.length; at++) {
        if (hasQuotes) line += lineBreaks(cells[at]);
        cells[at] = cells[at].trim();
        if (cells[at] !== '') isEmpty = false;
      }
      if (!isEmpty) visitor.row(cells, start);
    }
    rest = isLast ? '' : text.slice(meta.cursor);
    if (rest.length > LONGEST_ROW) throw badTable(file, rest.includes('"') ? UNCLOSED : 'The row is longer than 16 MB.', { line });
    visitor.progress?.(part);
  });
}

/** The delimiter by which most of the first rows have as many cells as the first one, two at least; and those rows. */
export function sniffRows(text: string): { readonly delimiter: Delimiter; readonly rows: readonly (readonly string[])[] } {
  const readings = delimiters.map((delimiter) => {
    const { data } = Papa.parse<string[]>(text, { delimiter, newline: '\n', preview: SNIFFED_ROWS, skipEmptyLines: 'greedy' });
    const width = data.at(0)?.length ?? 0;
    const fitting = width < 2 ? 0 : data.filter((row) => row.length === width).length;
    return { delimiter, fitting, rows: data.map((row) => row.map((cell) => cell.trim())) };
  });
  return readings.reduce((best, reading) => (reading.fitting > best.fitting ? reading : best));
}

function lineBreaks(cell: string): number {
  let count = 0;
  for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count++;
  return count;
}
