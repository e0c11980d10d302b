/** Numbers against numbers: lines, points, bars of intervals and bands on linear or log axes, with reference lines; and what is said at x. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import { valueAt } from '#core/series/value-at';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import { drawLabels, endLabelRoom, type CurveLabel, type Drawing } from '#renderer/charts/curve-labels.ts';
import type { ChartOption, LineSeriesOption, ScatterSeriesOption, SeriesOption } from '#renderer/charts/echarts.ts';
import {
  axisTitles,
  gridOption,
  pixelX,
  pixelY,
  plotArea,
  SILENT_TOOLTIP,
  tickRoom,
  xAxisOption,
  yAxisOption,
  type Canvas,
  type ChartView,
} from '#renderer/charts/frame.ts';
import { joined, lineData, visiblePoints } from '#renderer/charts/line-points.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { drawReferences, type Reference } from '#renderer/charts/reference-lines.ts';
import { extent, linearScale, logScale, type Scale } from '#renderer/charts/scale.ts';
import { formatNumber } from '#renderer/ui/format.ts';

export interface XySeries {
  readonly label: string;
  readonly css: string;
  readonly dash: number;
  /** x ascending for lines; NaN leaves a gap. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Ends of intervals; NaN where there is none, infinite where there is no upper one. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
  readonly mark: 'line' | 'points' | 'both';
  /** How the intervals are drawn. A band may leave the plot, since intervals of two or three runs are very wide; bars and quantiles may not. */
  readonly spread?: 'bars' | 'band' | 'quantiles';
  /** Written at the end of its line. */
  readonly isNamed?: boolean;
  /** What is written there, where the label says more than there is room for. */
  readonly name?: string;
  /** One of many behind the others: thin, not told at the pointer. */
  readonly isBackground?: boolean;
}

export interface XyAxis {
  readonly title: string;
  readonly short?: string;
  readonly isLog: boolean;
  /** Shared by linked charts; worked out from the series where left out. */
  readonly range?: readonly [number, number];
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
}

export interface XyInput {
  readonly series: readonly XySeries[];
  readonly x: XyAxis;
  readonly y: XyAxis;
  readonly references?: readonly Reference[];
}

const short = (value: number): string => formatNumber(value, 3);

export function xyOption(input: XyInput, view: ChartView, theme: ChartTheme): ChartOption {
  const { x: xAxis, y: yAxis, references = [] } = input;
  const x = scaleOf(xAxis, input, 'x');
  const y = scaleOf(yAxis, input, 'y');
  const ticks = y.ticks.map(yAxis.format ?? short);
  const named = input.series
    .filter(({ isNamed }) => isNamed === true)
    .map(({ label, name = label }) => ({ text: name, isSelected: false }));
  const last = x.ticks.at(-1);
  const overhang = last === undefined ? 0 : Math.ceil(theme.textWidth((xAxis.format ?? short)(last)) / 2) + 2;
  const right = Math.max(named.length > 0 ? endLabelRoom(named, theme) : 8, overhang);
  const plot = plotArea(view, {
    left: tickRoom(ticks, theme),
    right,
    top: yAxis.title === '' ? 8 : 22,
    bottom: xAxis.title === '' ? 22 : 38,
  });
  const canvas = { x, y, plot, theme };
  const drawings = (): Drawing[] => [
    ...input.series.flatMap((series) => bars(series, canvas)),
    ...drawLabels(endLabels(input.series, canvas), plot, view, theme),
    ...drawReferences(references, canvas),
  ];
  return {
    animation: false,
    title: axisTitles(view, plot, { x: xAxis.title, ...(xAxis.short === undefined ? {} : { xShort: xAxis.short }), y: yAxis.title }, theme),
    grid: gridOption(plot),
    xAxis: xAxisOption(x, xAxis.format ?? short, theme),
    yAxis: yAxisOption(y, yAxis.format ?? short, theme),
    axisPointer: { type: 'line', label: { show: false }, lineStyle: { color: theme.reference, width: 1, type: 'solid' } },
    tooltip: SILENT_TOOLTIP,
    series: [
      ...input.series.flatMap((series) => band(series, canvas)),
      ...input.series.map((series) => (series.mark === 'points' ? scatter(series, canvas) : line(series, canvas))),
      {
        type: 'custom',
        coordinateSystem: 'none',
        silent: true,
        z: 6,
        data: [0],
        renderItem: () => drawnGroup(drawings()),
      },
    ],
  };
}

function scaleOf({ isLog, range, ticks }: XyAxis, { series, references = [] }: XyInput, axis: 'x' | 'y'): Scale {
  const shown = series.flatMap((one) => [
    ...Array.from(one[axis]),
    ...(axis === 'y' && (one.spread === 'bars' || one.spread === 'quantiles')
      ? [...Array.from(one.low ?? []), ...Array.from(one.high ?? [])]
      : []),
  ]);
  const all = [...shown, ...references.filter((one) => one.axis === axis && one.isInRange === true).map(({ value }) => value)];
  const found = range ?? extent(isLog ? all.filter((value) => value > 0) : all) ?? (isLog ? [0.1, 1] : [0, 1]);
  const isTight = axis === 'x' || range !== undefined;
  const scale = isLog
    ? logScale(found[0] * (isTight ? 1 : 0.9), found[1] * (isTight ? 1 : 1.1))
    : linearScale(found[0], found[1], { isRounded: !isTight, ticks: axis === 'y' ? 6 : 5 });
  if (ticks === undefined) return scale;
  // Marks at the first and last tick need room beside them.
  const margin = (scale.high - scale.low) * 0.04;
  return { ...scale, low: scale.low - margin, high: scale.high + margin, ticks };
}

function scatter({ label, css, x: xs, y: ys }: XySeries, { x, y, theme }: Canvas): ScatterSeriesOption {
  const data = Array.from(ys, (value, index) => {
    const point = [x.position(xs[index]), y.position(value)];
    return point.every(Number.isFinite) ? point : ['-', '-'];
  });
  return {
    type: 'scatter',
    name: label,
    data,
    symbolSize: 7,
    z: 4,
    itemStyle: { color: theme.colour(css), opacity: 0.85 },
    cursor: 'default',
  };
}

function line(series: XySeries, canvas: Canvas): LineSeriesOption {
  const { theme } = canvas;
  const color = theme.colour(series.css);
  const isBackground = series.isBackground === true;
  const style = { width: isBackground ? 1 : 1.75, opacity: isBackground ? theme.runOpacity : 1, join: 'round' as const };
  return {
    type: 'line',
    name: series.label,
    ...lineData(joined(unbroken(series).map(({ x, y }) => visiblePoints(x, y, canvas)))),
    silent: isBackground,
    showSymbol: series.mark === 'both',
    symbol: series.mark === 'both' ? 'circle' : 'none',
    symbolSize: 6,
    z: isBackground ? 2 : 4,
    itemStyle: { color },
    lineStyle: { color, type: theme.dash(series.dash) ?? 'solid', ...style },
    emphasis: { disabled: true },
  };
}

/** The parts of a line between its gaps. */
function unbroken({ x, y }: XySeries): readonly Pick<XySeries, 'x' | 'y'>[] {
  const [xs, ys] = [Array.from(x), Array.from(y)];
  const starts = ys.flatMap((value, index) => (!Number.isNaN(value) && (index === 0 || Number.isNaN(ys[index - 1])) ? [index] : []));
  return starts.map((start) => {
    const gap = ys.findIndex((value, index) => index > start && Number.isNaN(value));
    const end = gap === -1 ? ys.length : gap;
    return { x: xs.slice(start, end), y: ys.slice(start, end) };
  });
}

function bars({ x: xs, low, high, spread, css }: XySeries, { x, y, plot, theme }: Canvas): Drawing[] {
  if (spread !== 'bars' || low === undefined || high === undefined) return [];
  const stroke = { stroke: theme.colour(css), lineWidth: 1.5 };
  return Array.from(low).flatMap((from, index): Drawing[] => {
    const [left, bottom, top] = [x.position(xs[index]), y.position(from), y.position(high[index])];
    if (![left, top].every(Number.isFinite)) return [];
    const at = pixelX(plot, x, left);
    const [y1, y2] = [Number.isFinite(bottom) ? Math.max(bottom, y.low) : y.low, Math.min(top, y.high)].map((one) => pixelY(plot, y, one));
    return [{ type: 'line', shape: { x1: at, y1, x2: at, y2 }, style: stroke }];
  });
}

function band({ x: xs, low, high, spread, css }: XySeries, { x, y, plot, theme }: Canvas): SeriesOption[] {
  if ((spread !== 'band' && spread !== 'quantiles') || low === undefined || high === undefined) return [];
  const edge = (values: ArrayLike<number>): number[][] =>
    Array.from(values).flatMap((value, index) => {
      const [left, position] = [x.position(xs[index]), y.position(value)];
      if (!Number.isFinite(left) || Number.isNaN(value)) return [];
      return [[pixelX(plot, x, left), pixelY(plot, y, value === Infinity ? y.high : Number.isFinite(position) ? position : y.low)]];
    });
  const points = [...edge(high), ...edge(low).reverse()];
  if (points.length < 4) return [];
  const style = { fill: theme.colour(css), opacity: theme.bandOpacity };
  const polygon = (): Drawing => ({ type: 'polygon', shape: { points }, style });
  return [{ type: 'custom', silent: true, clip: true, z: 1, data: [[x.low, y.low]], renderItem: polygon }];
}

function endLabels(all: readonly XySeries[], { x, y, plot }: Canvas): readonly CurveLabel[] {
  return all.flatMap(({ label, name = label, css, isNamed, x: xs, y: ys }): CurveLabel[] => {
    if (isNamed !== true) return [];
    for (let index = ys.length - 1; index >= 0; index--) {
      const end = [pixelX(plot, x, x.position(xs[index])), pixelY(plot, y, y.position(ys[index]))] as const;
      if (end.every(Number.isFinite)) return [{ text: name, css, isSelected: false, end, arrival: null }];
    }
    return [];
  });
}

/** Says the values of all series at x, the highest first; points at their nearest x. */
export function xyHover({ series, x, y }: XyInput, columns: string): Hover {
  const write = y.format ?? short;
  return ({ position }) => {
    if (position === null) return null;
    const at = x.isLog ? 10 ** position : position;
    const rows = series
      .filter(({ isBackground }) => isBackground !== true)
      .flatMap((one) => {
        const value = valueNear(one, one.y, at);
        const [low, high] = [one.low, one.high].map((ends) => (ends === undefined ? NaN : valueNear(one, ends, at)));
        const isOpen = Number.isFinite(low) && high === Infinity;
        if (!Number.isFinite(value) && !isOpen) return [];
        const closed = Number.isFinite(low) && Number.isFinite(high) ? `${write(low)} to ${write(high)}` : '';
        const interval = isOpen ? `${write(low)} or more, no upper limit` : closed;
        const told = Number.isFinite(value) ? write(value) : 'unknown';
        const row = { key: { css: one.css, dash: one.dash }, label: one.label, value: told, interval };
        return [{ value: Number.isFinite(value) ? value : Infinity, row }];
      })
      .sort((a, b) => (a.value === b.value ? 0 : b.value - a.value));
    return rows.length === 0 ? null : { heading: (x.format ?? short)(at), columns, rows: rows.map(({ row }) => row) };
  };
}

function valueNear(series: XySeries, values: ArrayLike<number>, at: number): number {
  if (series.mark === 'line') return valueAt(series.x, values, at);
  let nearest = 0;
  for (let index = 1; index < series.x.length; index++) {
    if (Math.abs(series.x[index] - at) < Math.abs(series.x[nearest] - at)) nearest = index;
  }
  return series.x.length === 0 ? NaN : values[nearest];
}
