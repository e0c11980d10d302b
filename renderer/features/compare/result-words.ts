/** Results as words and as written numbers: what was left out, intervals, p-values, effect sizes. */
import type { ResultRow } from '#core/compare/results';
import type { Study } from '#core/compare/study';
import type { Quantity } from '#renderer/charts/score.ts';
import { formatDecimals, formatNumber } from '#renderer/ui/format.ts';

const NONE = '–';

/** "2 diverged, 1 not finished"; null where every seed counts. */
export function leftOutText({ leftOut, outcomes }: ResultRow): string | null {
  if (leftOut === 0) return null;
  const others = Object.entries(outcomes).filter(([status, count]) => status !== 'finished' && count > 0);
  return others.length === 0 ? `${leftOut} not measured there` : others.map(([status, count]) => `${count} ${status}`).join(', ');
}

/** Whether nothing more comes by itself: every run has ended, well or not. */
export function isOver({ groups }: Pick<Study, 'groups'>): boolean {
  return groups.every(({ seeds }) => seeds.every(({ runs }) => runs.every(({ status }) => status !== 'waiting' && status !== 'training')));
}

/** What stands where results will be, or would have been. */
export const noResultText = (study: Pick<Study, 'groups'>): string =>
  isOver(study) ? 'No run of these conditions has finished.' : 'Appears when the first runs of these conditions have finished.';

/** "81.2 to 82.5" of a stored interval. */
export function rangeText(low: number, high: number, quantity: Pick<Quantity, 'scale' | 'format'>): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return NONE;
  return `${quantity.format(low * quantity.scale)} to ${quantity.format(high * quantity.scale)}`;
}

/** Decimals that a difference of scores needs: two where all of them are small. */
export function differenceFormat(values: readonly number[], quantity: Quantity): (value: number) => string {
  if (quantity.unit === '') return (value) => formatNumber(value, 3);
  const largest = Math.max(0, ...values.filter(Number.isFinite).map((value) => Math.abs(value * quantity.scale)));
  return (value) => formatDecimals(value, largest < 0.5 ? 2 : 1);
}

/** With a sign: "+1.3". */
export function signed(value: number, format: (value: number) => string): string {
  if (!Number.isFinite(value)) return NONE;
  const text = format(value);
  if (!/[1-9]/.test(text)) return text.replace('\u2212', '');
  return value > 0 ? `+${text}` : text;
}
