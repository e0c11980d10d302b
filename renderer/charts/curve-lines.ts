/** What is drawn of one series of learning curves: the mean of its replicates, their band, and each alone. */
import type { CurveSeries } from '#renderer/charts/curves-input.ts';
import type { LineSeriesOption, SeriesOption } from '#renderer/charts/echarts.ts';
import { pixelX, pixelY, type Canvas } from '#renderer/charts/frame.ts';
import { joined, lineData, visiblePoints } from '#renderer/charts/line-points.ts';

/** The mean of the replicates. */
export function meanSeries(series: CurveSeries, canvas: Canvas): LineSeriesOption {
  const { theme } = canvas;
  const colour = theme.colour(series.css);
  const dash = theme.dash(series.dash);
  return {
    type: 'line',
    name: series.label,
    ...lineData(visiblePoints(series.band.x, series.band.mean, canvas)),
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
export function runSeries(series: CurveSeries, canvas: Canvas): LineSeriesOption[] {
  if (!series.isSelected || series.runs.length < 2) return [];
  const { theme } = canvas;
  return [
    {
      type: 'line',
      silent: true,
      ...lineData(joined(series.runs.map((run) => visiblePoints(run.x, run.y, canvas)))),
      showSymbol: false,
      symbol: 'none',
      z: 2,
      lineStyle: { color: theme.colour(series.css), width: 1, opacity: theme.runOpacity },
      emphasis: { disabled: true },
    },
  ];
}

/** A polygon along the upper and back along the lower edge; drawn where there is a band at all. */
export function bandSeries(series: CurveSeries, canvas: Canvas): SeriesOption[] {
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
