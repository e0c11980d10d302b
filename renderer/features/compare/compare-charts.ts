/** The charts of a comparison beyond the curves: result against batch size, and what it costs to reach the target. */
import type { ProgressAxis } from '#core/series/axis';
import type { Target } from '#core/series/steps-to-target';
import { AXIS_TITLE } from '#renderer/charts/axis-words.ts';
import type { DataTable } from '#core/table-text';
import { effectHover, effectOption, type EffectGroup, type EffectInput } from '#renderer/charts/effect-option.ts';
import type { OptionBuilder } from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import type { Quantity } from '#renderer/charts/score.ts';
import { arrivalOf, type ComparisonRow } from '#renderer/features/compare/comparison.ts';
import { formatNumber } from '#renderer/ui/format.ts';

export interface EffectChart {
  readonly option: OptionBuilder | null;
  readonly hover: Hover;
  readonly table: () => DataTable;
}

/** Conditions that differ in something else than batch size only get a column each. */
function against(rows: readonly ComparisonRow[]): EffectInput['against'] {
  const sizes = new Set(rows.map(({ condition }) => (condition.condition.isFullBatch ? 'full' : condition.condition.batchSize)));
  return sizes.size > 1 || rows.length === 1 ? 'batchSize' : 'condition';
}

function group(
  row: ComparisonRow,
  selected: string | null,
): Pick<EffectGroup, 'label' | 'css' | 'batchSize' | 'isFullBatch' | 'isSelected'> {
  const { short, css, condition, key } = row.condition;
  return { label: short, css, batchSize: condition.batchSize, isFullBatch: condition.isFullBatch, isSelected: key === selected };
}

/** Dots: finished runs; bar and line: mean and 95 % interval. */
export function scoreChart(rows: readonly ComparisonRow[], quantity: Quantity, selected: string | null): EffectChart {
  const groups = rows.map((row): EffectGroup => {
    const { mean, low, high } = row.score;
    return {
      ...group(row, selected),
      values: row.values,
      middle: mean,
      low,
      high,
      note: row.isMeasured ? row.leftOut : 'not measured that early',
    };
  });
  const y = { title: quantity.yTitle, isLog: false, format: quantity.format };
  const input: EffectInput = { groups, against: against(rows), y, columns: 'mean, 95\u00a0% CI' };
  return {
    option: rows.some(({ values }) => values.length > 0) ? (view, theme) => effectOption(input, view, theme) : null,
    hover: effectHover(input),
    table: () => ({
      columns: ['condition', 'n', 'mean', 'SD', '95 % CI low', '95 % CI high'],
      rows: rows.map(({ condition, score }) => [condition.label, score.n, score.mean, score.sd, score.low, score.high]),
    }),
  };
}

/** Dots: runs that arrived; bar: median over all runs, if more than half arrived. */
export function costChart(rows: readonly ComparisonRow[], target: Target | null, axis: ProgressAxis, selected: string | null): EffectChart {
  const groups = rows.map((row): EffectGroup => {
    const arrivals = row.arrivals?.[axis] ?? null;
    const values = target === null ? [] : row.condition.runs.flatMap((run) => arrivalOf(run, target, axis) ?? []);
    const missing = arrivals === null ? 0 : arrivals.runs - arrivals.arrived;
    const middle = arrivals?.median ?? NaN;
    const note = missing === 0 ? null : values.length === 0 ? 'none arrives' : `${missing} of ${arrivals?.runs ?? 0} never arrive`;
    return { ...group(row, selected), values: values.filter((value) => value > 0), middle, low: NaN, high: NaN, note };
  });
  const y = { title: `${AXIS_TITLE[axis]}, log scale`, isLog: true, format: (value: number) => formatNumber(value, 3) };
  const input: EffectInput = { groups, against: against(rows), y, columns: 'median' };
  return {
    option: groups.some(({ values }) => values.length > 0) ? (view, theme) => effectOption(input, view, theme) : null,
    hover: effectHover(input),
    table: () => ({
      columns: ['condition', 'runs', 'arrived', `median, ${axis}`],
      rows: rows.map(({ condition, arrivals }) => {
        const own = arrivals?.[axis];
        return [condition.label, own?.runs ?? null, own?.arrived ?? null, own?.median ?? null];
      }),
    }),
  };
}
