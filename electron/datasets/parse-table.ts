/** Bytes of a CSV or TSV file to a table, or to a sentence that says where and why not. */
import type { Table } from '#core/data/table';
import type { DatasetFiles } from '#lab/ports';
import { badTable } from '#datasets/bad-table';
import { cellProblem, cellValue, fits } from '#datasets/cells';
import { decodeText } from '#datasets/decode-text';
import { readLayout, type Layout } from '#datasets/layout';
import { eachDataRow, MOST_NUMBER_CLASSES, survey, type ColumnSurvey, type FoundCell, type Survey } from '#datasets/survey';
import { classColumn, valueColumn } from '#datasets/target-column';

export type ParseOptions = Parameters<DatasetFiles['parse']>[2];

const MOST_BYTES = 256 * 1024 * 1024;

/** Walks the text twice, so that cells are never held: a survey of the columns, then the values. Throws LabError `badTable`. */
export function parseTable(file: string, bytes: Uint8Array, options: ParseOptions): Table {
  const layout = readLayout(file, readText(file, bytes), options.target);
  const found = survey(layout);
  const isClassification = hasClasses(layout, found, options.task);
  checkFeatures(layout, found);
  return readValues(layout, found, isClassification);
}

function readText(file: string, bytes: Uint8Array): string {
  if (bytes.byteLength > MOST_BYTES) throw badTable(file, 'The file is larger than 256 MB.');
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4) {
    throw badTable(file, 'This is a workbook or an archive, not text. Save the table as CSV first.');
  }
  const text = decodeText(bytes);
  if (text.includes('\0')) throw badTable(file, 'The file holds zero bytes, so it is not a text file. Save the table as CSV (UTF-8).');
  return text;
}

/** Whether the target names classes. Throws where it has no value or is not what was asked for. */
function hasClasses({ file, names, target }: Layout, { columns, mark, target: numbers }: Survey, task: ParseOptions['task']): boolean {
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

/** Throws for the first column of text, else for the first cell in the file that is not a number. */
function checkFeatures({ file, names, target }: Layout, { columns, mark }: Survey): void {
  const features = columns.map((column, index) => ({ ...column, name: names[index] })).filter((_, index) => index !== target);
  const textual = features.find(({ counts }) => counts.text > counts.whole + counts.point + counts.comma);
  if (textual !== undefined) {
    const problem =
      'The column holds text, and features must be numbers. Remove the column, write its values as numbers, or make it the target.';
    throw badTable(file, problem, { column: textual.name });
  }
  const wrong = features
    .map((column) => ({ name: column.name, found: firstWrong(column, mark) }))
    .reduce<{ name: string; found: FoundCell } | null>((earliest, { name, found }) => {
      if (found === undefined) return earliest;
      return earliest === null || found.line < earliest.found.line ? { name, found } : earliest;
    }, null);
  if (wrong !== null) throw badTable(file, cellProblem(wrong.found.cell, mark), { line: wrong.found.line, column: wrong.name });
}

function firstWrong({ first }: ColumnSurvey, mark: Survey['mark']): FoundCell | undefined {
  return [first.text, first.missing, mark === '.' ? first.comma : undefined]
    .filter((found) => found !== undefined)
    .sort((a, b) => a.line - b.line)
    .at(0);
}

function readValues(layout: Layout, { rows, columns, mark }: Survey, isClassification: boolean): Table {
  const { file, names, target } = layout;
  const width = names.length - 1;
  const features = new Float32Array(rows * width);
  const column = isClassification ? classColumn(file, names[target], rows) : valueColumn(file, names[target], rows);
  const { counts } = columns[target];
  const hasNumberTarget = counts.text === 0 && (mark === ',' || counts.comma === 0);
  const numberAt = (cells: readonly string[], index: number, line: number): number => {
    const value = cellValue(cells[index]);
    if (fits(value)) return value;
    throw badTable(file, cellProblem(cells[index], mark), { line, column: names[index] });
  };
  let at = 0;
  let row = 0;
  eachDataRow(layout, (cells, line) => {
    for (let index = 0; index < cells.length; index++) {
      if (index !== target) features[at++] = numberAt(cells, index, line);
    }
    column.add(row++, hasNumberTarget ? numberAt(cells, target, line) : cells[target]);
  });
  return { features, featureNames: names.filter((_, index) => index !== target), rows, target: column.finish() };
}
