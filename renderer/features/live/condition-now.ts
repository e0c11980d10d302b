/** The present of a condition in two short texts: its value and how far it is. */
import type { GrowingTrace } from '#renderer/features/live/growing-trace.ts';
import type { Quantity } from '#renderer/charts/score.ts';
import { formatNumber } from '#renderer/ui/format.ts';

export interface Now {
  readonly value: string;
  readonly where: string;
}

/** Mean of the latest values of all runs that have one; the epoch of the furthest training run, or how it ended. */
export function conditionNow(traces: readonly GrowingTrace[], quantity: Quantity): Now {
  const latest = traces.flatMap((trace) => {
    const value = trace.columns[quantity.column].findLast((one) => Number.isFinite(one));
    return value === undefined ? [] : [value * quantity.scale];
  });
  const mean = latest.reduce((sum, value) => sum + value, 0) / latest.length;
  return { value: latest.length === 0 ? '–' : `${quantity.format(mean)}${quantity.unit}`, where: whereabouts(traces) };
}

function whereabouts(traces: readonly GrowingTrace[]): string {
  const training = traces.filter((trace) => trace.status === 'training');
  if (training.length > 0) {
    const epoch = Math.max(...training.map((trace) => trace.columns.epoch.at(-1) ?? 0));
    return `epoch ${formatNumber(epoch, 3)}`;
  }
  const count = (status: GrowingTrace['status']): number => traces.filter((trace) => trace.status === status).length;
  const diverged = count('diverged');
  if (count('waiting') === traces.length) return 'waiting';
  if (count('waiting') > 0) return `${count('finished') + diverged} of ${traces.length}`;
  if (diverged > 0) return `${diverged} diverged`;
  if (count('finished') === traces.length) return 'finished';
  return count('failed') > 0 ? 'failed' : count('interrupted') > 0 ? 'interrupted' : 'stopped';
}
