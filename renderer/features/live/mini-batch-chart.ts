/** The chart of single mini-batches: one dot an update of the run that is watched, around the whole training set. */
import type { SeriesWindow } from '#contract/runs';
import type { Condition } from '#core/experiment/plan';
import type { DataTable } from '#core/table-text';
import type { OptionBuilder } from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { miniBatchHover, miniBatchOption } from '#renderer/charts/minibatch-option.ts';
import type { GrowingTrace } from '#renderer/features/live/growing-trace.ts';
import { formatNumber, formatPercent } from '#renderer/ui/format.ts';

export interface MiniBatchParts {
  readonly window: SeriesWindow | null;
  readonly trace: GrowingTrace | null;
  readonly condition: Condition | null;
  readonly css: string;
  readonly metric: 'accuracy' | 'loss';
  readonly lossTitle: string;
}

export function miniBatchChart(parts: MiniBatchParts): {
  readonly option: OptionBuilder | null;
  readonly hover: Hover;
  readonly table: () => DataTable;
} {
  const { window, trace, condition, css, metric, lossTitle } = parts;
  const scale = metric === 'accuracy' ? 100 : 1;
  // A window may end with the border of its last bucket: one update more than there are values.
  const value = window === null ? [] : Array.from(window.mean, (one) => one * scale);
  const update = window === null ? [] : Array.from(window.update.slice(0, value.length));
  const table = (): DataTable => ({
    columns: ['update', `mini-batch ${metric}${scale === 100 ? ', %' : ''}`],
    rows: update.map((at, index) => [at, value[index]]),
  });
  if (window === null || trace === null || condition === null || value.length === 0) return { option: null, hover: () => null, table };
  const whole = wholeSet(trace, metric === 'accuracy' ? 'trainScore' : 'trainLoss', update[0], scale);
  const format = (one: number): string => (metric === 'accuracy' ? formatPercent(one / 100) : formatNumber(one, 3));
  const yTitle = metric === 'accuracy' ? 'correct, %' : `${lossTitle}, log scale`;
  const input = { css, batchSize: condition.batchSize, update, value, whole, kind: metric, format, yTitle };
  return { option: (view, theme) => miniBatchOption(input, view, theme), hover: miniBatchHover(input), table };
}

/** Evaluations from the last one before `from` on. */
function wholeSet(trace: GrowingTrace, column: 'trainScore' | 'trainLoss', from: number, scale: number) {
  const updates = trace.columns.update;
  const first = Math.max(
    0,
    updates.findLastIndex((update) => update <= from),
  );
  return { update: updates.slice(first), value: trace.columns[column].slice(first).map((value) => value * scale) };
}
