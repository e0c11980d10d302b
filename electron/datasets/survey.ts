/** First walk over a file: what kind of cells every column has, before anything is kept. */
import { badTable, counted } from '#datasets/bad-table';
import { cellKind, cellValue, type CellKind, type DecimalMark } from '#datasets/cells';
import { eachRow } from '#datasets/delimited-rows';
import type { Layout } from '#datasets/layout';

/** A cell and the line of the file that its row starts on. */
export interface FoundCell {
  readonly line: number;
  readonly cell: string;
}

export interface ColumnSurvey {
  readonly counts: Readonly<Record<CellKind, number>>;
  /** The first cell of each kind. */
  readonly first: Readonly<Partial<Record<CellKind, FoundCell>>>;
}

export interface Survey {
  readonly rows: number;
  readonly mark: DecimalMark;
  readonly columns: readonly ColumnSurvey[];
  /** Of the target's numbers: whether all are whole, and how many differ (counted up to 21). */
  readonly target: { readonly isWhole: boolean; readonly distinct: number };
}

/** Enough to tell few classes from many values. */
export const MOST_NUMBER_CLASSES = 20;

/** Throws LabError `badTable` for rows of the wrong length, quotes that do not match, and too few rows. */
export function survey(layout: Layout): Survey {
  const { file, names, delimiter } = layout;
  const columns = names.map(() => ({
    counts: { whole: 0, point: 0, comma: 0, missing: 0, text: 0 },
    first: ((): Partial<Record<CellKind, FoundCell>> => ({}))(),
  }));
  const distinct = new Set<number>();
  let isWhole = true;
  let rows = 0;
  eachDataRow(layout, (cells, line) => {
    if (cells.length !== names.length) {
      throw badTable(file, `The row has ${counted(cells.length, 'cell')} where ${names.length} are expected.`, { line });
    }
    rows++;
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index];
      const kind = cellKind(cell);
      const column = columns[index];
      column.counts[kind]++;
      column.first[kind] ??= { line, cell };
      if (index !== layout.target || kind === 'text' || kind === 'missing') continue;
      const value = cellValue(cell);
      if (!Number.isInteger(value)) isWhole = false;
      if (distinct.size <= MOST_NUMBER_CLASSES) distinct.add(value);
    }
  });
  if (rows === 0) throw badTable(file, 'The file has a header and no rows of data.');
  if (rows < 4) throw badTable(file, `The file has ${counted(rows, 'row')} of data; at least 4 are needed.`);
  const hasCommas = columns.some(({ counts }) => counts.comma > 0);
  const hasPoints = columns.some(({ counts }) => counts.point > 0);
  const mark = (delimiter === ';' || delimiter === '\t') && hasCommas && !hasPoints ? ',' : '.';
  return { rows, mark, columns, target: { isWhole, distinct: distinct.size } };
}

/** Walks the rows below the header. */
export function eachDataRow(layout: Layout, visit: (cells: readonly string[], line: number) => void): void {
  let isHeader = layout.hasHeader;
  eachRow(layout.file, layout.text, layout.delimiter, (cells, line) => {
    if (!isHeader) visit(cells, line);
    isHeader = false;
  });
}
