/** A table as LaTeX with rules of the package booktabs; every text is escaped. */
import type { Cell, DataTable } from '#core/table-text';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '{': '\\{',
  '}': '\\}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '−': '$-$',
  '–': '--',
  '\u00a0': '~',
  '²': '$^2$',
  '<': '$<$',
  '>': '$>$',
};

/** Columns of numbers only are aligned to the right. */
export function toLatex({ columns, rows }: DataTable): string {
  const text = (cell: Cell): string =>
    cell === null
      ? ''
      : String(cell)
          .replaceAll(/[\r\n]+/g, ' ')
          .replaceAll(/[\\&%$#_{}~^−–\u00a0²<>]/g, (character) => ESCAPES[character]);
  const line = (cells: readonly Cell[]): string => `  ${cells.map(text).join(' & ')} \\\\`;
  const isNumeric = (index: number): boolean =>
    rows.every((row) => typeof row[index] !== 'string' || /^[\s\d.,+−–<]*(to [\s\d.,+−]+)?$/.test(row[index]));
  const alignment = columns.map((_, index) => (isNumeric(index) ? 'r' : 'l')).join('');
  return [
    `\\begin{tabular}{${alignment}}`,
    '  \\toprule',
    line(columns),
    '  \\midrule',
    ...rows.map(line),
    '  \\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}
