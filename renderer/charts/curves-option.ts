/** Learning curves of several conditions as a chart: mean lines, bands, single runs of the selected one, target and names. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import { drawLabels, endLabelRoom, type CurveLabel } from '#renderer/charts/curve-labels.ts';
import { bandSeries, meanSeries, runSeries } from '#renderer/charts/curve-lines.ts';
import type { CurveSeries, CurvesInput } from '#renderer/charts/curves-input.ts';
import { targetName, targetSeries } from '#renderer/charts/curve-target.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { ChartOption } from '#renderer/charts/echarts.ts';
import {
  SILENT_TOOLTIP,
  axisTitles,
  gridOption,
  pixelOf,
  plotArea,
  tickRoom,
  xAxisOption,
  yAxisOption,
  type Canvas,
  type ChartView,
} from '#renderer/charts/frame.ts';
import { drawReferences } from '#renderer/charts/reference-lines.ts';
import { extent, linearScale, logScale, type Scale } from '#renderer/charts/scale.ts';
import { formatNumber } from '#renderer/ui/format.ts';

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
  const canvas: Canvas = { x, y, plot, theme };
  const withBand = input.series.filter(({ isSelected }) => isSelected || input.series.length <= BANDS_FOR_ALL);
  const labels = named.flatMap((series, index): CurveLabel[] => {
    const end = lastPoint(series, canvas);
    const at = arrivals[index];
    const arrival = at === null ? null : pixelOf(canvas, series.band.x[at], series.band.mean[at]);
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
      ...withBand.flatMap((series) => bandSeries(series, canvas)),
      ...input.series.flatMap((series) => runSeries(series, canvas)),
      ...targetSeries(input, canvas),
      ...input.series.map((series) => meanSeries(series, canvas)),
      {
        type: 'custom',
        coordinateSystem: 'none',
        silent: true,
        z: 6,
        data: [0],
        renderItem: () =>
          drawnGroup([
            ...drawLabels(labels, plot, view, theme),
            ...targetName(input, canvas),
            ...(input.mark === undefined || input.mark === null ? [] : drawReferences([{ ...input.mark, axis: 'x' }], canvas)),
          ]),
      },
    ],
  };
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

function lastPoint({ band }: CurveSeries, canvas: Canvas): readonly [number, number] | null {
  const { plot } = canvas;
  for (let index = band.x.length - 1; index >= 0; index--) {
    const point = pixelOf(canvas, band.x[index], band.mean[index]);
    if (point.every(Number.isFinite) && point[0] >= plot.x - 1 && point[0] <= plot.x + plot.width + 1) return point;
  }
  return null;
}
