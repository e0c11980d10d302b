/** The latest updates of one run: a dot a mini-batch, and the line of the whole training set that the dots scatter around. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import { valueAt } from '#core/series/value-at';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { ChartOption, CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from '#renderer/charts/echarts.ts';
import type { Drawing } from '#renderer/charts/curve-labels.ts';
import {
  axisTitles,
  gridOption,
  pixelX,
  pixelY,
  plotArea,
  tickRoom,
  xAxisOption,
  yAxisOption,
  type ChartView,
} from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { extent, linearScale, logScale, type Scale } from '#renderer/charts/scale.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

export interface MiniBatchInput {
  readonly css: string;
  readonly batchSize: number;
  /** One point an update. */
  readonly update: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  /** The same quantity over the whole training set, at the evaluations in sight. */
  readonly whole: { readonly update: readonly number[]; readonly value: readonly number[] };
  readonly kind: 'accuracy' | 'loss';
  readonly format: (value: number) => string;
  readonly yTitle: string;
}

/** Spread of an accuracy over a mini-batch: sqrt(p (1 - p) / B), in the unit of p (here percent). */
export function expectedSpread(percent: number, batchSize: number): number {
  const share = percent / 100;
  return 100 * Math.sqrt(Math.max(0, share * (1 - share)) / batchSize);
}

export function miniBatchOption(input: MiniBatchInput, view: ChartView, theme: ChartTheme): ChartOption {
  const updates = extent(Array.from(input.update)) ?? [0, 1];
  const x = linearScale(updates[0], Math.max(updates[1], updates[0] + 1), { ticks: 3 });
  const levels = wholeLine(input, x);
  const last = levels.at(-1)?.[1] ?? NaN;
  const y = yScale(input);
  const words = [
    `whole set\n${input.format(last)}`,
    `one dot:\n${input.batchSize === 1 ? '1 sample' : `${formatCount(input.batchSize)} samples`}`,
  ];
  const right = 14 + Math.max(...words.flatMap((text) => text.split('\n').map((line) => theme.textWidth(line))));
  const left = tickRoom(
    y.ticks.map((tick) => formatNumber(tick, 3)),
    theme,
  );
  const plot = plotArea(view, { left, right, top: 22, bottom: 38 });
  const text = (index: number, position: number): Drawing => ({
    type: 'text',
    style: {
      text: words[index],
      x: plot.x + plot.width + 8,
      y: position,
      verticalAlign: 'middle',
      fill: index === 0 ? theme.ink1 : theme.ink3,
      fontSize: 11,
      lineHeight: 14,
      fontFamily: theme.font,
    },
  });
  const line = Number.isFinite(last) ? pixelY(plot, y, y.position(last)) : plot.y;
  const beside = line > plot.y + plot.height / 2 ? line - 40 : line + 44;
  const colour = theme.colour(input.css);
  const edge = (side: 1 | -1): number[][] =>
    levels.map(([update, value]) => {
      const level = Math.min(y.high, Math.max(y.low, value + side * expectedSpread(value, input.batchSize)));
      return [pixelX(plot, x, update), pixelY(plot, y, level)];
    });
  const band = input.kind === 'accuracy' ? [...edge(1), ...edge(-1).reverse()] : [];
  const dots: ScatterSeriesOption = {
    type: 'scatter',
    data: Array.from(input.update, (update, index) => [update, y.position(input.value[index])]),
    symbolSize: 5,
    itemStyle: { color: colour, opacity: 0.7 },
    z: 3,
    clip: false,
    cursor: 'default',
  };
  const series: (CustomSeriesOption | LineSeriesOption | ScatterSeriesOption)[] = [
    {
      type: 'custom',
      coordinateSystem: 'none',
      silent: true,
      z: 1,
      data: band.length > 0 ? [0] : [],
      renderItem: () => ({ type: 'polygon', shape: { points: band }, style: { fill: colour, opacity: theme.bandOpacity } }),
    },
    dots,
    {
      type: 'line',
      data: levels.map(([update, value]) => [update, y.position(value)]),
      showSymbol: false,
      symbol: 'none',
      silent: true,
      z: 4,
      lineStyle: { color: theme.ink1, width: 1.75 },
    },
    {
      type: 'custom',
      coordinateSystem: 'none',
      silent: true,
      z: 5,
      data: [0],
      renderItem: () => drawnGroup([text(0, line), text(1, beside)]),
    },
  ];
  return {
    animation: false,
    title: axisTitles(view, plot, { x: 'update', y: input.yTitle }, theme),
    grid: gridOption(plot),
    xAxis: xAxisOption(x, formatCount, theme),
    yAxis: yAxisOption(y, (value) => formatNumber(value, 3), theme),
    tooltip: { show: false },
    series,
  };
}

/** The whole set's values across the updates in sight: straight between evaluations, level after the last one. */
function wholeLine({ whole }: MiniBatchInput, x: Scale): readonly (readonly [number, number])[] {
  const at = (update: number): readonly [number, number] => [update, valueAt(whole.update, whole.value, update)];
  const inside = whole.update.filter((update) => update > x.low && update < x.high);
  const last = whole.update.at(-1);
  const end = last === undefined || last >= x.high ? at(x.high) : ([x.high, whole.value[whole.value.length - 1]] as const);
  return [at(x.low), ...inside.map(at), end].filter(([, value]) => Number.isFinite(value));
}

function yScale({ kind, value, whole }: MiniBatchInput): Scale {
  if (kind === 'accuracy') return linearScale(0, 100);
  const range = extent([...Array.from(value), ...whole.value].filter((one) => one > 0)) ?? [0.1, 1];
  return logScale(range[0] * 0.9, range[1] * 1.1);
}

/** What is said of the mini-batch under the pointer. */
export function miniBatchHover({ update, value, format, css }: MiniBatchInput): Hover {
  return ({ dataIndex }) => {
    if (dataIndex === null || dataIndex >= update.length) return null;
    const row = { key: { css, dash: 1 }, label: 'mini-batch', value: format(value[dataIndex]), interval: '' };
    return { heading: `Update ${formatCount(update[dataIndex])}`, columns: '', rows: [row] };
  };
}
