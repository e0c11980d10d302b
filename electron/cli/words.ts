/** Numbers, times and tables as people read them in a terminal. */
import type { Interval } from '#core/stats/summary';

/** "45 s", "3 min", "2 h 5 min" */
export function duration(seconds: number): string {
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "12 runs", "1 run", "3 classes" */
export function count(amount: number, noun: string): string {
  if (amount === 1) return `1 ${noun}`;
  return `${amount} ${noun}${noun.endsWith('s') ? 'es' : 's'}`;
}

/** "0.3 MB", "120 MB" */
export function megabytes(bytes: number): string {
  const amount = bytes / 1e6;
  return `${amount < 10 ? amount.toFixed(1) : String(Math.round(amount))} MB`;
}

/** Four significant digits; "not finite" where a run diverged, "-" where there is nothing. */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  if (!Number.isFinite(value)) return 'not finite';
  return String(Number(value.toPrecision(4)));
}

/** "0.823 +- 0.012": mean and half the width of its 95 % interval, or the mean alone where one value cannot give an interval. */
export function meanAndInterval(interval: Interval): string {
  const half = (interval.high - interval.low) / 2;
  return Number.isFinite(half) ? `${interval.mean.toFixed(4)} +- ${half.toFixed(4)}` : number(interval.mean);
}

/** Local date and time to the minute: "2026-03-01 14:05". */
export function moment(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Columns aligned by spaces under their headings; a column of numbers is set to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumeric = headings.map((_, column) => rows.every((row) => /^(-|not finite|[-−\d.+ e]+)$/.test(row[column] ?? '')));
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => (isNumeric[column] ? (cells[column] ?? '').padStart(width) : (cells[column] ?? '').padEnd(width)))
      .join('  ')
      .trimEnd();
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
