/** A chart of learning curves, from conditions to what the chart component takes: option, table, and every number. */
import type { ProgressAxis } from '#core/series/axis';
import type { ExperimentSpec } from '#core/experiment/spec';
import { isReached, targetColumn, type TargetMetric } from '#core/series/steps-to-target';
import { AXIS_SHORT, AXIS_TITLE, headingOf } from '#renderer/charts/axis-words.ts';
import { curvesData, curveSeries, curvesTable, type ConditionTraces } from '#renderer/charts/condition-curves.ts';
import { curvesOption, type CurvesInput } from '#renderer/charts/curves-option.ts';
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

/** One chart of curves of one quantity, with its table and its full numbers. */
export function curvesChart(conditions: readonly ConditionTraces[], quantity: Quantity, choice: CurvesChoice): CurvesChart {
  const { axis, isLogX, isLogY, smoothing, band, selected, zoom = null } = choice;
  const all = curveSeries(conditions, { column: quantity.column, axis, scale: quantity.scale, smoothing, band, selected });
  const series = choice.isWithRuns === false ? all.map((one) => ({ ...one, runs: [] })) : all;
  const input: CurvesInput = {
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
  const words = { heading: (x: number) => headingOf(axis, x), value: quantity.format, columns: `mean, ${BAND_WORDS[band]}` };
  const isDrawable = series.some(({ band: drawn }) => drawn.x.some((x) => !isLogX || x > 0));
  return {
    option: isDrawable ? (view, theme) => curvesOption(input, view, theme) : null,
    hover: curveHover(series, words, isLogX ? (position) => 10 ** position : (position) => position),
    table: () => curvesTable(series, axis),
    data: () => curvesData(conditions, quantity.column),
    legend: series.length > 1 ? series.map(({ label, css, dash }) => ({ label, css, dash })) : [],
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
