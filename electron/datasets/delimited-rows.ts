/** Walks the rows of delimited text without holding them: cells without outer spaces, and the line that each row starts on. */
import Papa from 'papaparse';
import { badTable } from '#datasets/bad-table';

export type Delimiter = ',' | ';' | '\t' | '|';
/** In order of preference where several fit: decimal commas make "," fit where ";" or a tab is meant. */
const delimiters: readonly Delimiter[] = ['\t', ';', '|', ','];

const SNIFFED_ROWS = 20;
/** Characters that the parser works on at a time. */
const CHUNK = 8 * 1024 * 1024;

/** Calls back for each row that holds anything. Throws LabError `badTable` for quotes that do not match. */
export function eachRow(file: string, text: string, delimiter: Delimiter, visit: (cells: string[], line: number) => void): void {
  // Only quoted cells can hold line breaks.
  const hasQuotes = text.includes('"');
  let line = 1;
  Papa.parse<string[]>(text, {
    delimiter,
    newline: '\n',
    chunkSize: CHUNK,
    step({ data, errors }) {
      // A malformed quote is also reported as unclosed when no other quote follows.
      const malformed = errors.some((error) => error.code === 'InvalidQuotes');
      if (malformed)
        throw badTable(file, 'A quoted cell goes on after its closing quote ("). Write a quote inside a cell twice.', { line });
      const unclosed = errors.some((error) => error.code === 'MissingQuotes');
      if (unclosed) throw badTable(file, 'A quote (") opens in this row and is never closed.', { line });
      const start = line;
      line++;
      let isEmpty = true;
      for (let index = 0; index < data.length; index++) {
        if (hasQuotes) line += lineBreaks(data[index]);
        data[index] = data[index].trim();
        if (data[index] !== '') isEmpty = false;
      }
      if (!isEmpty) visit(data, start);
    },
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
