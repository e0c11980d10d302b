/** A chart of learning curves, from conditions to what the chart component takes: option, table, and every number. */
import { AXIS_COLUMN, type ProgressAxis } from '#core/series/axis';
import type { ExperimentSpec } from '#core/experiment/spec';
import { isReached, targetColumn, type TargetMetric } from '#core/series/target';
import { AXIS_SHORT, AXIS_TITLE, headingOf } from '#renderer/charts/axis-words.ts';
import { curvesData, curveSeries, curvesTable, type ConditionTraces } from '#renderer/charts/condition-curves.ts';
import { curvesOption } from '#renderer/charts/curves-option.ts';
import type { CurveSeries, CurvesInput } from '#renderer/charts/curves-input.ts';
import { curveHover } from '#renderer/charts/curve-hover.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import type { DataTable } from '#core/table-text';
import type { OptionBuilder } from '#renderer/charts/frame.ts';
import type { LegendEntry } from '#renderer/charts/export-chart.ts';
import type { Quantity } from '#renderer/charts/score.ts';
import type { BandKind } from '#core/series/mean-band';
import { formatNumber } from '#renderer/ui/format.ts';

export interface CurvesChoice {
  readonly axis: ProgressAxis;
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  readonly smoothing: number;
  readonly band: BandKind;
  readonly selected: string | null;
  readonly target: ExperimentSpec['target'];
  /** Where the common budget ends, on the axis of the chart; null where it has no place there. */
  readonly mark?: CurvesInput['mark'];
  /** Whether single runs of the selected condition are drawn; they are where it is left out. */
  readonly isWithRuns?: boolean;
  /** Part of the x axis to show, as values; all of it where left out. */
  readonly zoom?: readonly [number, number] | null;
}

export interface CurvesChart {
  /** null while no run has a value. */
  readonly option: OptionBuilder | null;
  readonly hover: Hover;
  readonly table: () => DataTable;
  readonly data: () => DataTable;
  readonly legend: readonly LegendEntry[];
}

export const BAND_WORDS: Readonly<Record<BandKind, string>> = { interval: '95\u00a0% CI', range: 'min to max' };

/**
 * One chart of curves of one quantity, with its table and its full numbers. The curves are worked out when they are first drawn or asked
 * for, in the turn of their chart: many charts that change at once do not hold up the window.
 */
export function curvesChart(conditions: readonly ConditionTraces[], quantity: Quantity, choice: CurvesChoice): CurvesChart {
  const { axis, isLogX, band } = choice;
  const series = once(() => seriesOf(conditions, quantity, choice));
  const words = { heading: (x: number) => headingOf(axis, x), value: quantity.format, columns: `mean, ${BAND_WORDS[band]}` };
  const positionToX = isLogX ? (position: number) => 10 ** position : (position: number) => position;
  const drawn = conditions.filter(({ runs }) =>
    runs.some(({ columns }) => hasPoint(columns[AXIS_COLUMN[axis]], columns[quantity.column], isLogX)),
  );
  return {
    option: drawn.length === 0 ? null : (view, theme) => curvesOption(inputOf(series(), quantity, choice), view, theme),
    hover: (point) => curveHover(series(), words, positionToX)(point),
    table: () => curvesTable(series(), axis),
    data: () => curvesData(conditions, quantity.column),
    legend: drawn.length > 1 ? drawn.map(({ short, css, dash }) => ({ label: short, css, dash })) : [],
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Whether there is anything to draw; a log axis has no place for 0. */
function hasPoint(x: ArrayLike<number>, y: ArrayLike<number>, isLogX: boolean): boolean {
  for (let index = 0; index < y.length; index++) if (Number.isFinite(y[index]) && (!isLogX || x[index] > 0)) return true;
  return false;
}

function seriesOf(conditions: readonly ConditionTraces[], quantity: Quantity, choice: CurvesChoice): readonly CurveSeries[] {
  const { axis, smoothing, band, selected } = choice;
  const all = curveSeries(conditions, { column: quantity.column, axis, scale: quantity.scale, smoothing, band, selected });
  return choice.isWithRuns === false ? all.map((one) => ({ ...one, runs: [] })) : all;
}

function inputOf(series: readonly CurveSeries[], quantity: Quantity, choice: CurvesChoice): CurvesInput {
  const { axis, isLogX, isLogY, zoom = null } = choice;
  return {
    series,
    x: {
      title: isLogX ? `${AXIS_TITLE[axis]}, log scale` : AXIS_TITLE[axis],
      short: isLogX ? `${AXIS_SHORT[axis]}, log scale` : AXIS_SHORT[axis],
      isLog: isLogX,
      ...(zoom === null ? {} : { range: zoom }),
    },
    y: {
      title: isLogY ? `${quantity.yTitle}, log scale` : quantity.yTitle,
      isLog: isLogY,
      ...(quantity.limits === undefined ? {} : { limits: quantity.limits }),
    },
    target: targetLine(choice.target, quantity),
    mark: choice.mark ?? null,
  };
}

/** The target's line, where the chart shows the target's quantity. */
function targetLine(target: ExperimentSpec['target'], quantity: Quantity): CurvesInput['target'] {
  if (target === null || targetColumn(target.metric) !== quantity.column) return null;
  const metric: TargetMetric = target.metric;
  return {
    value: target.value * quantity.scale,
    label: `mean reaches ${formatNumber(target.value * quantity.scale)}${quantity.unit}`,
    isReached: (value) => isReached(metric, value / quantity.scale, target.value),
  };
}
