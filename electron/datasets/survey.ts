/** First walk over a file: what kind of cells every column has, before anything is kept. */
import { badTable, counted } from '#datasets/bad-table';
import { cellKind, cellValue, type CellKind, type DecimalMark } from '#datasets/cells';
import { eachRow, type RowVisitor } from '#datasets/delimited-rows';
import type { ImportOptions } from '#datasets/import-options';
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
  /** Its different words; null where they are not gathered, or there are too many. */
  readonly words: ReadonlySet<string> | null;
}

/** Rows in which a value is missing. */
export interface Incomplete {
  readonly rows: number;
  /** Of the first ones: where, and the first column without a value. */
  readonly first: readonly { readonly line: number; readonly column: string }[];
}

export interface Survey {
  /** Rows that are kept. */
  readonly rows: number;
  readonly incomplete: Incomplete;
  readonly mark: DecimalMark;
  readonly columns: readonly ColumnSurvey[];
  /** Of the target's numbers: whether all are whole, and how many differ (counted up to 21). */
  readonly target: { readonly isWhole: boolean; readonly distinct: number };
}

/** Enough to tell few classes from many values. */
export const MOST_NUMBER_CLASSES = 20;
/** A column with more words than this names its rows rather than says something about them. */
export const MOST_WORDS = 1000;
const SHOWN_INCOMPLETE = 5;

export type SurveyOptions = Pick<ImportOptions, 'missing' | 'words'>;

/** Throws LabError `badTable` for rows of the wrong length, quotes that do not match, and too few rows. */
export function survey(layout: Layout, options: SurveyOptions, progress?: RowVisitor['progress']): Survey {
  const { file, names, delimiter } = layout;
  const used = usedColumns(layout);
  const columns = names.map(() => ({
    counts: { whole: 0, point: 0, comma: 0, missing: 0, text: 0 },
    first: ((): Partial<Record<CellKind, FoundCell>> => ({}))(),
    words: options.words === 'oneHot' ? new Set<string>() : null,
  }));
  const distinct = new Set<number>();
  let isWhole = true;
  let rows = 0;
  let found = 0;
  const incomplete: { rows: number; first: { line: number; column: string }[] } = { rows: 0, first: [] };
  eachDataRow(layout, {
    row(cells, line) {
      if (cells.length !== names.length) {
        throw badTable(file, `The row has ${counted(cells.length, 'cell')} where ${names.length} are expected.`, { line });
      }
      found++;
      const missing = used.find((index) => cellKind(cells[index]) === 'missing');
      if (missing !== undefined) {
        incomplete.rows++;
        if (incomplete.first.length < SHOWN_INCOMPLETE) incomplete.first.push({ line, column: names[missing] });
        if (options.missing === 'dropRows') return;
      }
      rows++;
      for (const index of used) {
        const cell = cells[index];
        const kind = cellKind(cell);
        const column = columns[index];
        column.counts[kind]++;
        column.first[kind] ??= { line, cell };
        if (kind === 'missing') continue;
        if (column.words !== null) {
          column.words.add(cell);
          if (column.words.size > MOST_WORDS) column.words = null;
        }
        if (kind === 'text' || index !== layout.target) continue;
        const value = cellValue(cell);
        if (!Number.isInteger(value)) isWhole = false;
        if (distinct.size <= MOST_NUMBER_CLASSES) distinct.add(value);
      }
    },
    progress,
  });
  if (found === 0) throw badTable(file, 'The file has a header and no rows of data.');
  const without = found === rows ? '' : ' without missing values';
  if (rows < 4) throw badTable(file, `The file has ${counted(rows, 'row')} of data${without}; at least 4 are needed.`);
  const hasCommas = columns.some(({ counts }) => counts.comma > 0);
  const hasPoints = columns.some(({ counts }) => counts.point > 0);
  const mark = (delimiter === ';' || delimiter === '\t') && hasCommas && !hasPoints ? ',' : '.';
  return { rows, incomplete, mark, columns, target: { isWhole, distinct: distinct.size } };
}

/** Walks the rows below the header. */
export function eachDataRow(layout: Layout, visitor: RowVisitor): void {
  let isHeader = layout.hasHeader;
  eachRow(layout.file, layout.text, layout.delimiter, {
    row(cells, line) {
      if (!isHeader) visitor.row(cells, line);
      isHeader = false;
    },
    progress: (part) => visitor.progress?.(part),
  });
}

/** Features and target. */
export function usedColumns({ features, target }: Layout): readonly number[] {
  return [...features, target].sort((a, b) => a - b);
}

/** Whether the row is left out because a value is missing. */
export function isDropped(cells: readonly string[], used: readonly number[], { missing }: SurveyOptions): boolean {
  return missing === 'dropRows' && used.some((index) => cellKind(cells[index]) === 'missing');
}
