/** The table under a comparison, as numbers and words: for the screen, the clipboard and a file. */
import type { Arrivals } from '#core/series/steps-to-target';
import type { Interval } from '#core/stats/summary';
import type { Cell, DataTable } from '#core/table-text';
import type { Quantity } from '#renderer/charts/score.ts';
import type { ComparisonRow } from '#renderer/features/compare/comparison.ts';
import { formatDecimals, formatNumber } from '#renderer/ui/format.ts';

const NONE = '–';

/** "81.2 to 82.5" */
export function intervalText(interval: Interval, quantity: Quantity): string {
  return Number.isFinite(interval.low) ? `${quantity.format(interval.low)} to ${quantity.format(interval.high)}` : NONE;
}

/** With a sign, since it may be either way: "+1.3" */
export function gapText(gap: number, quantity: Quantity): string {
  if (!Number.isFinite(gap)) return NONE;
  const text = quantity.format(gap);
  if (!/[1-9]/.test(text)) return text.replace('\u2212', '');
  return gap > 0 ? `+${text}` : text;
}

/** Median way to the target: "1,500", "> half never arrive" is left to the column of arrivals. */
export function medianText(arrivals: Arrivals | undefined, decimals: number): string {
  if (arrivals === undefined || arrivals.median === null) return NONE;
  return decimals === 0 ? formatNumber(Math.round(arrivals.median), 6) : formatDecimals(arrivals.median, decimals);
}

/** Seconds with as many decimals as the shortest median needs to have two digits. */
export function secondsDecimals(rows: readonly ComparisonRow[]): number {
  const smallest = Math.min(...rows.map(({ arrivals }) => arrivals?.seconds.median ?? Infinity).filter((median) => median > 0));
  return Number.isFinite(smallest) ? Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(smallest)))) : 1;
}

/** Whether some median lies between whole epochs. */
export function epochDecimals(rows: readonly ComparisonRow[]): number {
  return rows.some(({ arrivals }) => !Number.isInteger(Math.round((arrivals?.epochs.median ?? 0) * 1e6) / 1e6)) ? 1 : 0;
}

/** Every number at full precision, for other programs. */
export function summaryData(rows: readonly ComparisonRow[], quantity: Quantity): DataTable {
  const finite = (value: number): Cell => (Number.isFinite(value) ? value : null);
  const name = `${quantity.title.toLowerCase()}${quantity.unit === '' ? '' : ' (%)'}`;
  return {
    columns: [
      'condition',
      'n',
      `mean ${name}`,
      'SD',
      '95% CI low',
      '95% CI high',
      'best, mean',
      'training minus this, mean',
      'runs ended',
      'runs that reached the target',
      'updates to target, median',
      'epochs to target, median',
      'samples to target, median',
      'seconds to target, median',
      'left out',
    ],
    rows: rows.map(({ condition, score, best, gap, arrivals, leftOut }) => [
      condition.label,
      score.n,
      finite(score.mean),
      finite(score.sd),
      finite(score.low),
      finite(score.high),
      finite(best.mean),
      finite(gap.mean),
      arrivals?.updates.runs ?? null,
      arrivals?.updates.arrived ?? null,
      arrivals?.updates.median ?? null,
      arrivals?.epochs.median ?? null,
      arrivals?.samples.median ?? null,
      arrivals?.seconds.median ?? null,
      leftOut,
    ]),
  };
}

/** The table as it is read on the screen, for a text. */
export function summaryText(rows: readonly ComparisonRow[], quantity: Quantity): DataTable {
  const seconds = secondsDecimals(rows);
  const epochs = epochDecimals(rows);
  const percent = quantity.unit === '' ? '' : ', %';
  const hasTarget = rows.some(({ arrivals }) => arrivals !== null);
  return {
    columns: [
      'Condition',
      'n',
      `${quantity.title}${percent}, mean`,
      'SD',
      '95 % CI',
      'Best',
      'Train − this',
      ...(hasTarget ? ['Reached target', 'Updates', 'Epochs', 'Seconds'] : []),
    ],
    rows: rows.map(({ condition, score, best, gap, arrivals }) => [
      condition.label,
      score.n,
      quantity.format(score.mean),
      quantity.format(score.sd),
      intervalText(score, quantity),
      quantity.format(best.mean),
      gapText(gap.mean, quantity),
      ...(hasTarget
        ? [
            arrivals === null ? NONE : `${arrivals.updates.arrived} of ${arrivals.updates.runs}`,
            medianText(arrivals?.updates, 0),
            medianText(arrivals?.epochs, epochs),
            medianText(arrivals?.seconds, seconds),
          ]
        : []),
    ]),
  };
}
