/** What the four x axes are called, plain words first. */
import type { ProgressAxis } from '#core/series/axis';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export const AXIS_TITLE: Readonly<Record<ProgressAxis, string>> = {
  updates: 'steps of the optimizer (updates)',
  epochs: 'passes over the data (epochs)',
  samples: 'training samples seen',
  seconds: 'training time, seconds',
};

/** Where there is no room for plain words. */
export const AXIS_SHORT: Readonly<Record<ProgressAxis, string>> = {
  updates: 'updates',
  epochs: 'epochs',
  samples: 'samples seen',
  seconds: 'seconds',
};

export const AXIS_NAME: Readonly<Record<ProgressAxis, string>> = {
  updates: 'Updates',
  epochs: 'Epochs',
  samples: 'Samples',
  seconds: 'Seconds',
};

/** "200 epochs", "1 update", "1.5 s" */
export function amountOf(axis: ProgressAxis, value: number): string {
  if (axis === 'seconds') return `${formatNumber(value, 3)} s`;
  const amount = axis === 'epochs' ? formatNumber(value, 3) : formatCount(value);
  return `${amount} ${value === 1 ? axis.slice(0, -1) : axis}`;
}

/** The heading of a tooltip: "Epoch 10", "12.5 s" */
export function headingOf(axis: ProgressAxis, value: number): string {
  if (axis === 'updates') return `Update ${formatCount(value)}`;
  if (axis === 'epochs') return `Epoch ${formatNumber(value, 3)}`;
  return amountOf(axis, value);
}
