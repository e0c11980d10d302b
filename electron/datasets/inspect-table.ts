/** How a table of text reads, before it is imported: found out by the reader of the import, on the whole file or on its first part. */
import type { InspectedColumn, TableInspection } from '#contract/inspection';
import { describe, LabError } from '#core/failure';
import { cellKind } from '#datasets/cells';
import { sniffRows } from '#datasets/delimited-rows';
import { featureColumns } from '#datasets/feature-columns';
import type { Layout } from '#datasets/layout';
import { hasClasses, parseTable, readTableLayout, type ParseOptions } from '#datasets/parse-table';
import { survey, type ColumnSurvey, type Survey } from '#datasets/survey';

type Outcome = Pick<TableInspection, 'features' | 'target' | 'problem'>;

const SHOWN_ROWS = 6;
const LINE_END = 0x0a;

/** Throws LabError `badTable` where there is no table with columns at all. */
export function inspectTable(file: string, given: Uint8Array, options: ParseOptions, isWhole: boolean): TableInspection {
  const bytes = isWhole ? given : wholeLines(given);
  const layout = readTableLayout(file, bytes, options);
  const sniffed = sniffRows(layout.text.head).rows.slice(layout.hasHeader ? 1 : 0);
  const found = orProblem(() => survey(layout, options));
  const outcome = found.problem === null ? outcomeOf(layout, bytes, found.value, options, isWhole) : failed(found.problem);
  const known = found.problem === null ? found.value : null;
  return {
    kind: 'table',
    isWhole,
    encoding: layout.text.encoding,
    delimiter: layout.delimiter,
    decimalMark: known?.mark ?? '.',
    hasHeader: layout.hasHeader,
    columns: layout.names.map((name, index) => {
      const role = index === layout.target ? 'target' : layout.features.includes(index) ? 'feature' : 'unused';
      const counts = known === null || role === 'unused' ? sniffedCounts(sniffed, index) : known.columns[index].counts;
      return { name, role, missing: counts.missing, kind: kindOf(counts) };
    }),
    head: sniffed.slice(0, SHOWN_ROWS),
    rows: known?.rows ?? 0,
    incomplete: known?.incomplete ?? { rows: 0, first: [] },
    ...outcome,
  };
}

/** A whole file is read as the import reads it; of a part only what holds for the rest as well is said. */
function outcomeOf(layout: Layout, bytes: Uint8Array, found: Survey, options: ParseOptions, isWhole: boolean): Outcome {
  const read = orProblem((): Outcome => {
    if (isWhole) {
      const { featureNames, target } = parseTable(layout.file, bytes, options);
      const kind = target.kind === 'class' ? { kind: target.kind, classes: target.classNames.length } : { kind: target.kind };
      return { features: featureNames.length, target: kind, problem: null };
    }
    const isClasses = hasClasses(layout, found, options.task);
    const features = featureColumns(layout, found, options).reduce((sum, { names }) => sum + names.length, 0);
    return { features, target: isClasses ? { kind: 'class', classes: null } : { kind: 'value' }, problem: null };
  });
  return read.problem === null ? read.value : failed(read.problem);
}

function failed(problem: string): Outcome {
  return { features: null, target: null, problem };
}

function orProblem<Value>(read: () => Value): { readonly value: Value; readonly problem: null } | { readonly problem: string } {
  try {
    return { value: read(), problem: null };
  } catch (error) {
    if (error instanceof LabError && error.failure.kind === 'badTable') return { problem: describe(error.failure) };
    throw error;
  }
}

function sniffedCounts(rows: readonly (readonly string[])[], index: number): ColumnSurvey['counts'] {
  const counts = { whole: 0, point: 0, comma: 0, missing: 0, text: 0 };
  for (const row of rows) counts[cellKind(row.at(index) ?? '')]++;
  return counts;
}

function kindOf({ whole, point, comma, text }: ColumnSurvey['counts']): InspectedColumn['kind'] {
  const numbers = whole + point + comma;
  if (numbers + text === 0) return 'empty';
  return text > numbers ? 'words' : 'number';
}

/** Without the line that is cut off at the end; all of it where no line ends. */
function wholeLines(bytes: Uint8Array): Uint8Array {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const littleEnd = bytes[0] === 0xff ? 0 : 1;
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] !== LINE_END) continue;
    if (!isUtf16) return bytes.subarray(0, at + 1);
    const start = at - littleEnd;
    if (start % 2 === 0 && bytes[start + 1 - littleEnd] === 0) return bytes.subarray(0, start + 2);
  }
  return bytes;
}
