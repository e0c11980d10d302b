/** Bytes of a CSV or TSV file to a table, or to a sentence that says where and why not. */
import type { Table } from '#core/data/table';
import type { ImportedTable } from '#lab/ports/dataset-files';
import { badTable } from '#datasets/bad-table';
import { cellProblem, cellValue, fits } from '#datasets/cells';
import { featureColumns } from '#datasets/feature-columns';
import type { ImportOptions } from '#datasets/import-options';
import { readLayout, type Layout } from '#datasets/layout';
import { checkTableSize } from '#datasets/limits';
import { eachDataRow, isDropped, MOST_NUMBER_CLASSES, survey, usedColumns, type FoundCell, type Survey } from '#datasets/survey';
import { classColumn, valueColumn } from '#datasets/target-column';
import { textSource, type TextSource } from '#datasets/text-source';

export type ParseOptions = Omit<ImportOptions, 'images'>;

const MOST_BYTES = 1024 * 1024 * 1024;

/** Walks the text twice, so that cells are never held: a survey of the columns, then the values. Throws LabError `badTable`. */
export function parseTable(
  file: string,
  bytes: Uint8Array,
  options: ParseOptions,
  onProgress: (part: number) => void = () => undefined,
): ImportedTable {
  const layout = readTableLayout(file, bytes, options);
  const found = survey(layout, options, (part) => onProgress(part / 2));
  const isClassification = hasClasses(layout, found, options.task);
  const table = readValues(layout, found, isClassification, options, (part) => onProgress(0.5 + part / 2));
  const { missing: policy } = options;
  const { rows } = found.incomplete;
  return rows === 0 || policy === undefined || policy === 'refuse' ? table : { ...table, missing: { policy, rows } };
}

/** Throws LabError `badTable`. */
export function readTableLayout(file: string, bytes: Uint8Array, options: ParseOptions): Layout {
  return readLayout(file, readText(file, bytes, options.skipLines ?? 0), options);
}

function readText(file: string, bytes: Uint8Array, skipLines: number): TextSource {
  if (bytes.byteLength > MOST_BYTES) throw badTable(file, 'The file is larger than 1 GB.');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) {
    throw badTable(file, 'This is a workbook or an archive, not text. Save the table as CSV first.');
  }
  const text = textSource(bytes, skipLines);
  if (text.head.includes('\0')) throw badTable(file, 'The file holds zero bytes, so it is not a text file. Save the table as CSV (UTF-8).');
  return text;
}

/** Whether the target names classes. Throws where it has no value or is not what was asked for. */
export function hasClasses(
  { file, names, target }: Layout,
  { columns, mark, target: numbers }: Survey,
  task: ParseOptions['task'],
): boolean {
  const { counts, first } = columns[target];
  const at = (found: FoundCell) => badTable(file, cellProblem(found.cell, mark), { line: found.line, column: names[target] });
  if (first.missing !== undefined) throw at(first.missing);
  const text = first.text ?? (mark === '.' ? first.comma : undefined);
  if (task === 'classification') return true;
  if (text === undefined) return task === 'auto' && numbers.isWhole && numbers.distinct <= MOST_NUMBER_CLASSES;
  const isMostlyText = counts.text >= counts.whole + counts.point + counts.comma;
  if (task === 'auto' && (isMostlyText || numbers.distinct <= MOST_NUMBER_CLASSES)) return true;
  if (!isMostlyText) throw at(text);
  const problem = 'The column holds text, and a value to predict must be a number. Choose classification, or another target.';
  throw badTable(file, problem, { column: names[target] });
}

function readValues(
  layout: Layout,
  found: Survey,
  isClassification: boolean,
  options: ParseOptions,
  progress: (part: number) => void,
): Table {
  const { file, names, target } = layout;
  const { rows, columns, mark } = found;
  const sources = featureColumns(layout, found, options);
  const featureNames = sources.flatMap((source) => source.names);
  checkTableSize(file, rows, featureNames.length);
  const features = new Float32Array(rows * featureNames.length);
  const column = isClassification ? classColumn(file, names[target], rows) : valueColumn(file, names[target], rows);
  const { counts } = columns[target];
  const hasNumberTarget = counts.text === 0 && (mark === ',' || counts.comma === 0);
  const targetAt = (cell: string, line: number): number => {
    const value = cellValue(cell);
    if (fits(value)) return value;
    throw badTable(file, cellProblem(cell, mark), { line, column: names[target] });
  };
  const used = usedColumns(layout);
  let at = 0;
  let row = 0;
  eachDataRow(layout, {
    row(cells, line) {
      if (isDropped(cells, used, options)) return;
      for (const source of sources) {
        source.write(cells[source.index], line, features, at);
        at += source.names.length;
      }
      column.add(row++, hasNumberTarget ? targetAt(cells[target], line) : cells[target]);
    },
    progress,
  });
  return { features, featureNames, rows, target: column.finish() };
}
