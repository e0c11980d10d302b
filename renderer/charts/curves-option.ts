/** Learning curves of several conditions as a chart: mean lines, bands, single runs of the selected one, target and names. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import type { Curve, MeanBand } from '#core/series/mean-band';
import { visibleIndices } from '#core/series/downsample';
import { drawLabels, endLabelRoom, type CurveLabel, type Drawing } from '#renderer/charts/curve-labels.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { ChartOption, LineSeriesOption, SeriesOption } from '#renderer/charts/echarts.ts';
import {
  SILENT_TOOLTIP,
  axisTitles,
  gridOption,
  pixelX,
  pixelY,
  plotArea,
  tickRoom,
  xAxisOption,
  yAxisOption,
  type ChartView,
  type Plot,
} from '#renderer/charts/frame.ts';
import { drawReferences, type Reference } from '#renderer/charts/reference-lines.ts';
import { extent, linearScale, logScale, type Scale } from '#renderer/charts/scale.ts';
import { formatNumber } from '#renderer/ui/format.ts';

export interface CurveSeries {
  readonly label: string;
  readonly css: string;
  readonly dash: number;
  readonly band: MeanBand;
  readonly runs: readonly Curve[];
  readonly isSelected: boolean;
}

export interface CurvesInput {
  readonly series: readonly CurveSeries[];
  readonly x: {
    readonly title: string;
    /** In place of the title where that has no room. */
    readonly short: string;
    readonly isLog: boolean;
    /** The part of the axis to show, as values; all of it where left out. */
    readonly range?: readonly [number, number];
  };
  readonly y: {
    readonly title: string;
    readonly isLog: boolean;
    /** Values that the axis must never go beyond: 0 and 100 % of an accuracy. */
    readonly limits?: readonly [number, number];
  };
  readonly target: { readonly value: number; readonly label: string; readonly isReached: (value: number) => boolean } | null;
  /** Where a common budget ends. */
  readonly mark?: Omit<Reference, 'axis'> | null;
}

/** With more series than this, only the selected one has its band. */
const BANDS_FOR_ALL = 4;

export function curvesOption(input: CurvesInput, view: ChartView, theme: ChartTheme): ChartOption {
  const x = xScale(input);
  const y = yScale(input);
  const arrivals = input.series.map((series) => arrivalIndex(series, input));
  const isPinned = arrivals.some((arrival) => arrival !== null);
  const named = input.series.length > 1 ? input.series : [];
  const ended = named
    .filter((series, index) => arrivals[index] === null && endsAtEdge(series, x))
    .map(({ label, isSelected }) => ({ text: label, isSelected }));
  const ticks = y.ticks.map((tick) => formatNumber(tick, 3));
  const plot = plotArea(view, {
    left: tickRoom(ticks, theme),
    right: Math.max(endLabelRoom(ended, theme), tickOverhang(x, theme)),
    top: isPinned ? 36 : 22,
    bottom: 38,
  });
  const labels = named.flatMap((series, index): CurveLabel[] => {
    const end = lastPoint(series, x, y, plot);
    const at = arrivals[index];
    const arrival = at === null ? null : place(series.band.x[at], series.band.mean[at], x, y, plot);
    return end === null ? [] : [{ text: series.label, css: series.css, isSelected: series.isSelected, end, arrival }];
  });
  return {
    animation: false,
    title: axisTitles(view, plot, { x: input.x.title, xShort: input.x.short, y: input.y.title }, theme),
    grid: gridOption(plot),
    xAxis: xAxisOption(x, (value) => formatNumber(value, 3), theme),
    yAxis: yAxisOption(y, (value) => formatNumber(value, 3), theme),
    axisPointer: { type: 'line', label: { show: false }, lineStyle: { color: theme.reference, width: 1, type: 'solid' } },
    tooltip: SILENT_TOOLTIP,
    series: [
      ...input.series.flatMap((series) => bandSeries(series, input, { x, y, plot, theme })),
      ...input.series.flatMap((series) => runSeries(series, { x, y, plot, theme })),
      ...targetSeries(input, y, theme),
      ...input.series.map((series) => meanSeries(series, { x, y, plot, theme })),
      {
        type: 'custom',
        coordinateSystem: 'none',
        silent: true,
        z: 6,
        data: [0],
        renderItem: () =>
          drawnGroup([
            ...drawLabels(labels, plot, view, theme),
            ...targetName(input, { x, y, plot, theme }),
            ...(input.mark === undefined || input.mark === null
              ? []
              : drawReferences([{ ...input.mark, axis: 'x' }], { x, y, plot, theme })),
          ]),
      },
    ],
  };
}

interface Canvas {
  readonly x: Scale;
  readonly y: Scale;
  readonly plot: Plot;
  readonly theme: ChartTheme;
}

/** Half of the last tick's label may stand out to the right of the plot. */
function tickOverhang(x: Scale, theme: ChartTheme): number {
  const last = x.ticks.at(-1);
  return last === undefined ? 0 : Math.ceil(theme.textWidth(formatNumber(last, 3)) / 2) + 2;
}

function xScale({ series, x }: CurvesInput): Scale {
  const values = series.flatMap(({ band }) => band.x.filter((value) => !x.isLog || value > 0));
  if (x.range !== undefined) return x.isLog ? logScale(x.range[0], x.range[1]) : linearScale(x.range[0], x.range[1]);
  const range = extent(values) ?? [x.isLog ? 1 : 0, 1];
  return x.isLog ? logScale(range[0], range[1]) : linearScale(Math.min(0, range[0]), range[1]);
}

function yScale({ series, x, y, target }: CurvesInput): Scale {
  const shown: number[] = [];
  const add = (xs: ArrayLike<number>, ys: ArrayLike<number>): void => {
    for (let index = 0; index < xs.length; index++) {
      if ((!x.isLog || xs[index] > 0) && isInRange(x, xs[index])) shown.push(ys[index]);
    }
  };
  for (const { band, runs, isSelected } of series) {
    add(band.x, band.mean);
    // Intervals of two or three runs are so wide that they would hide the curves: the band may leave the plot, the lines may not.
    if (isSelected) for (const run of runs) add(run.x, run.y);
  }
  if (target !== null && x.range === undefined) shown.push(target.value);
  const range = extent(y.isLog ? shown.filter((value) => value > 0) : shown) ?? (y.isLog ? [0.1, 1] : [0, 1]);
  if (y.isLog) return logScale(range[0] * 0.94, range[1] * 1.06);
  const scale = linearScale(range[0], range[1], { ticks: 7, isRounded: true });
  const [lowest, highest] = y.limits ?? [-Infinity, Infinity];
  return { ...scale, low: Math.max(scale.low, lowest), high: Math.min(scale.high, highest) };
}

function arrivalIndex({ band }: CurveSeries, { target, x }: CurvesInput): number | null {
  if (target === null) return null;
  const index = band.mean.findIndex((value, at) => target.isReached(value) && (!x.isLog || band.x[at] > 0));
  return index < 0 || !isInRange(x, band.x[index]) ? null : index;
}

const isInRange = ({ range }: CurvesInput['x'], value: number): boolean => range === undefined || (value >= range[0] && value <= range[1]);

function endsAtEdge({ band }: CurveSeries, x: Scale): boolean {
  const last = band.x.at(-1);
  return last !== undefined && x.position(last) >= x.high - (x.high - x.low) * 0.04;
}

const place = (atX: number, atY: number, x: Scale, y: Scale, plot: Plot): readonly [number, number] => [
  pixelX(plot, x, x.position(atX)),
  pixelY(plot, y, y.position(atY)),
];

function lastPoint({ band }: CurveSeries, x: Scale, y: Scale, plot: Plot): readonly [number, number] | null {
  for (let index = band.x.length - 1; index >= 0; index--) {
    const point = place(band.x[index], band.mean[index], x, y, plot);
    if (point.every(Number.isFinite) && point[0] >= plot.x - 1 && point[0] <= plot.x + plot.width + 1) return point;
  }
  return null;
}

/** Points to draw, as positions, thinned to the plot's width. */
function drawn(xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y, plot }: Canvas): (readonly [number, number])[] {
  const values = Float64Array.from({ length: ys.length }, (_, index) => y.position(ys[index]));
  return visibleIndices(xs, values, Math.ceil(plot.width / 2), x.position).map((index) => [x.position(xs[index]), values[index]] as const);
}

function meanSeries(series: CurveSeries, canvas: Canvas): LineSeriesOption {
  const { theme } = canvas;
  const colour = theme.colour(series.css);
  const dash = theme.dash(series.dash);
  return {
    type: 'line',
    name: series.label,
    data: drawn(series.band.x, series.band.mean, canvas).map((point) => [...point]),
    showSymbol: false,
    symbol: 'circle',
    symbolSize: 6,
    z: series.isSelected ? 5 : 4,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: series.isSelected ? 2.5 : 1.75, type: dash ?? 'solid', join: 'round' },
    emphasis: { disabled: true },
  };
}

/** All single runs of the selected condition as one broken line. */
function runSeries(series: CurveSeries, canvas: Canvas): LineSeriesOption[] {
  if (!series.isSelected || series.runs.length < 2) return [];
  const data = series.runs.flatMap((run) => [...drawn(run.x, run.y, canvas).map((point): (number | string)[] => [...point]), ['-', '-']]);
  const { theme } = canvas;
  return [
    {
      type: 'line',
      silent: true,
      data,
      showSymbol: false,
      symbol: 'none',
      z: 2,
      lineStyle: { color: theme.colour(series.css), width: 1, opacity: theme.runOpacity },
      emphasis: { disabled: true },
    },
  ];
}

/** A polygon along the upper and back along the lower edge; drawn where there is a band at all. */
function bandSeries(series: CurveSeries, input: CurvesInput, canvas: Canvas): SeriesOption[] {
  if (input.series.length > BANDS_FOR_ALL && !series.isSelected) return [];
  const { x, y, plot, theme } = canvas;
  const { band } = series;
  // The lower edge of a wide interval may fall below what a log axis can show: it ends at the axis.
  const edge = (values: readonly number[]): number[][] =>
    band.x.flatMap((at, index) => {
      const [left, position] = [x.position(at), y.position(values[index])];
      if (!Number.isFinite(left) || !Number.isFinite(band.low[index])) return [];
      return [[pixelX(plot, x, left), pixelY(plot, y, Number.isFinite(position) ? position : y.low)]];
    });
  const points = [...edge(band.high), ...edge(band.low).reverse()];
  if (points.length < 4) return [];
  const fill = theme.colour(series.css);
  return [
    {
      type: 'custom',
      silent: true,
      clip: true,
      z: 1,
      data: [[x.low, y.low]],
      renderItem: () => ({ type: 'polygon', shape: { points }, style: { fill, opacity: theme.bandOpacity } }),
    },
  ];
}

function targetSeries({ target }: CurvesInput, y: Scale, theme: ChartTheme): SeriesOption[] {
  if (target === null) return [];
  return [
    {
      type: 'line',
      silent: true,
      data: [],
      markLine: {
        silent: true,
        symbol: 'none',
        animation: false,
        data: [{ yAxis: y.position(target.value) }],
        lineStyle: { color: theme.reference, width: 1, type: [4, 3] },
        label: { show: false },
      },
    },
  ];
}

/** The target's name beside its line: at the left or right, above or below, wherever the fewest curves pass. */
function targetName({ target, series }: CurvesInput, canvas: Canvas): readonly Drawing[] {
  if (target === null || canvas.y.position(target.value) < canvas.y.low || canvas.y.position(target.value) > canvas.y.high) return [];
  const { x, y, plot, theme } = canvas;
  const at = pixelY(plot, y, y.position(target.value));
  const width = theme.textWidth(target.label) + 8;
  const curves = series.map(({ band }) => band.x.map((value, index) => place(value, band.mean[index], x, y, plot)));
  const crossings = (left: number, top: number): number =>
    curves.filter((points) => points.some((point, index) => passes(points[index - 1] ?? point, point, left, top, width, 16))).length;
  const corners = [false, true].flatMap((isRight) =>
    [at - 17, at + 1].map((top) => ({ left: isRight ? plot.x + plot.width - width : plot.x, top })),
  );
  const inside = corners.filter(({ top }) => top >= plot.y - 4 && top + 16 <= plot.y + plot.height);
  if (inside.length === 0) return [];
  const best = inside.reduce((one, other) => (crossings(other.left, other.top) < crossings(one.left, one.top) ? other : one));
  const style = {
    text: target.label,
    x: best.left + 4,
    y: best.top + 8,
    verticalAlign: 'middle' as const,
    fill: theme.ink2,
    fontSize: 11,
    fontFamily: theme.font,
    stroke: theme.surface,
    lineWidth: 3,
  };
  return [{ type: 'text', style }];
}

/** Whether the line from a to b touches a box, looked at in nine places. */
function passes(
  a: readonly [number, number],
  b: readonly [number, number],
  left: number,
  top: number,
  width: number,
  height: number,
): boolean {
  const [right, bottom] = [left + width, top + height];
  const isBeside = (axis: 0 | 1, low: number, high: number): boolean =>
    (a[axis] < low && b[axis] < low) || (a[axis] > high && b[axis] > high);
  if (isBeside(0, left, right) || isBeside(1, top, bottom)) return false;
  for (let step = 0; step <= 8; step++) {
    const [px, py] = [a[0] + (step / 8) * (b[0] - a[0]), a[1] + (step / 8) * (b[1] - a[1])];
    if (px >= left && px <= right && py >= top && py <= bottom) return true;
  }
  return false;
}
