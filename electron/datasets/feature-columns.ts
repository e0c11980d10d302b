/** How the cells of a column become features: a number each, or a 0 or 1 for each word; and which columns cannot. */
import { badTable } from '#datasets/bad-table';
import { cellKind, cellProblem, cellValue, fits } from '#datasets/cells';
import { oneLine, type Layout } from '#datasets/layout';
import { MOST_WORDS, type ColumnSurvey, type FoundCell, type Survey, type SurveyOptions } from '#datasets/survey';

export interface FeatureColumn {
  /** In the file. */
  readonly index: number;
  /** Of its features. */
  readonly names: readonly string[];
  /** Writes `names.length` values. Throws LabError `badTable` for a number that is too large. */
  write(cell: string, line: number, values: Float32Array, at: number): void;
}

type Named = ColumnSurvey & { readonly index: number; readonly name: string };

/** Throws LabError `badTable` for the first column of words that is not wanted, else for the first cell in the file that is not a number. */
export function featureColumns(
  { file, names, features }: Layout,
  { columns, mark }: Survey,
  options: SurveyOptions,
): readonly FeatureColumn[] {
  const all = features.map((index): Named => ({ ...columns[index], index, name: names[index] }));
  const textual = all.filter(({ counts }) => counts.text > counts.whole + counts.point + counts.comma);
  if (textual.length > 0 && options.words !== 'oneHot') {
    const problem =
      'The column holds text, and features must be numbers. Leave it out, make a feature of each of its words, or make it the target.';
    throw badTable(file, problem, { column: textual[0].name });
  }
  const many = textual.find(({ words }) => words === null);
  if (many !== undefined) {
    throw badTable(file, `The column holds more than ${MOST_WORDS} different words, too many for a feature each. Leave it out.`, {
      column: many.name,
    });
  }
  const wrong = all
    .map((column) => ({ name: column.name, found: firstWrong(column, textual.includes(column), mark, options) }))
    .reduce<{ name: string; found: FoundCell } | null>((earliest, { name, found }) => {
      if (found === undefined) return earliest;
      return earliest === null || found.line < earliest.found.line ? { name, found } : earliest;
    }, null);
  if (wrong !== null) throw badTable(file, cellProblem(wrong.found.cell, mark), { line: wrong.found.line, column: wrong.name });
  return all.map((column) => (textual.includes(column) ? wordColumn(column) : numberColumn(file, column, mark)));
}

function firstWrong({ first, counts }: Named, isTextual: boolean, mark: Survey['mark'], { missing }: SurveyOptions): FoundCell | undefined {
  const hasNumbers = counts.whole + counts.point + counts.comma > 0;
  const missingCell = missing === 'mean' && (isTextual || hasNumbers) ? undefined : first.missing;
  return [isTextual ? undefined : first.text, missingCell, mark === '.' && !isTextual ? first.comma : undefined]
    .filter((found) => found !== undefined)
    .sort((a, b) => a.line - b.line)
    .at(0);
}

function numberColumn(file: string, { index, name, counts }: Named, mark: Survey['mark']): FeatureColumn {
  const hasMissing = counts.missing > 0;
  return {
    index,
    names: [name],
    write(cell, line, values, at) {
      const isMissing = hasMissing && cellKind(cell) === 'missing';
      const value = isMissing ? NaN : cellValue(cell);
      if (!isMissing && !fits(value)) throw badTable(file, cellProblem(cell, mark), { line, column: name });
      values[at] = value;
    },
  };
}

/** Words in their order. Where it is missing, each of its features is. */
function wordColumn({ index, name, words }: Named): FeatureColumn {
  const known = [...(words ?? [])].sort((one, other) => (one < other ? -1 : 1));
  const places = new Map(known.map((word, place) => [word, place]));
  return {
    index,
    names: known.map((word) => oneLine(`${name} = ${word}`)),
    write(cell, _line, values, at) {
      const place = places.get(cell);
      if (place !== undefined) values[at + place] = 1;
      else values.fill(NaN, at, at + known.length);
    },
  };
}
