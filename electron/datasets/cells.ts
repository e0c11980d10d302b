/** What a cell of a text file says: a number with a point or a comma, nothing, or text. Thousands separators are not numbers here. */
import { quoted } from '#datasets/bad-table';

/** `whole` has neither point nor comma, so it reads the same in both styles ("12", "3e5"). */
export type CellKind = 'whole' | 'point' | 'comma' | 'missing' | 'text';
export type DecimalMark = '.' | ',';

const whole = /^[+-]?\d+(?:[eE][+-]?\d+)?$/;
const withPoint = /^[+-]?(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const withComma = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/;
const missing = new Set(['', '?', 'na', 'n/a', 'nan', 'null']);
const infinite = /^[+-]?inf(?:inity)?$/i;

export function cellKind(cell: string): CellKind {
  if (withPoint.test(cell)) return 'point';
  if (whole.test(cell)) return 'whole';
  if (withComma.test(cell)) return 'comma';
  return missing.has(cell.toLowerCase()) ? 'missing' : 'text';
}

/** The value of a cell that is a number. */
export function cellValue(cell: string): number {
  const value = Number(cell);
  return Number.isNaN(value) ? Number(cell.replace(',', '.')) : value;
}

/** Whether single precision can hold the value: 1e39 and 1e400 are numbers, but too large. */
export function fits(value: number): boolean {
  return Number.isFinite(Math.fround(value));
}

/** Why a cell cannot be used as a number, and what to do. */
export function cellProblem(cell: string, mark: DecimalMark): string {
  const kind = cellKind(cell);
  if (cell === '') return 'The cell is empty. Fill it in or remove the row.';
  if (kind === 'missing') return `${quoted(cell)} stands for a missing value. Fill it in or remove the row.`;
  if (infinite.test(cell)) return `${quoted(cell)} is not a finite number.`;
  if (kind === 'comma' && mark === '.') return `${quoted(cell)} is not a number. Write it with a decimal point.`;
  if (kind !== 'text') return `${quoted(cell)} is too large; numbers up to 3.4e38 can be used.`;
  return `${quoted(cell)} is not a number.`;
}
