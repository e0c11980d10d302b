/** What every chart has around its data: plot area, axes with horizontal grid, y title top left, x title bottom right, tooltip box. */
import type { ChartOption } from '#renderer/charts/echarts.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { Scale } from '#renderer/charts/scale.ts';

/** The canvas in pixels. */
export interface ChartView {
  readonly width: number;
  readonly height: number;
}

/** The plot area in pixels of the canvas. */
export interface Plot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What shapes are placed with: both axes, the plot area, and the look. */
export interface Canvas {
  readonly x: Scale;
  readonly y: Scale;
  readonly plot: Plot;
  readonly theme: ChartTheme;
}

/** Builds an option once size and theme are known. */
export type OptionBuilder = (view: ChartView, theme: ChartTheme) => ChartOption;

export const FONT_SIZE = 11;

export function plotArea(view: ChartView, margins: Margins): Plot {
  return {
    x: margins.left,
    y: margins.top,
    width: Math.max(1, view.width - margins.left - margins.right),
    height: Math.max(1, view.height - margins.top - margins.bottom),
  };
}

/** Pixel of an x position, and of a y position, in a plot. */
export const pixelX = (plot: Plot, scale: Scale, position: number): number =>
  plot.x + ((position - scale.low) / (scale.high - scale.low)) * plot.width;
export const pixelY = (plot: Plot, scale: Scale, position: number): number =>
  plot.y + (1 - (position - scale.low) / (scale.high - scale.low)) * plot.height;

/** Pixel of a pair of values. */
export const pixelOf = ({ x, y, plot }: Omit<Canvas, 'theme'>, atX: number, atY: number): readonly [number, number] => [
  pixelX(plot, x, x.position(atX)),
  pixelY(plot, y, y.position(atY)),
];

/** The room that y tick labels need left of the plot. */
export function tickRoom(labels: readonly string[], theme: ChartTheme): number {
  return Math.ceil(Math.max(0, ...labels.map((label) => theme.textWidth(label)))) + 10;
}

export function gridOption(plot: Plot): { left: number; top: number; width: number; height: number; outerBoundsMode: 'none' } {
  return { left: plot.x, top: plot.y, width: plot.width, height: plot.height, outerBoundsMode: 'none' };
}

/** Ends and ticks of a scale as an ECharts value axis understands them. */
function axisBase(scale: Scale, format: (value: number) => string, theme: ChartTheme) {
  const positions = scale.ticks.map(scale.position);
  return {
    type: 'value' as const,
    min: scale.low,
    max: scale.high,
    axisLabel: {
      customValues: positions,
      formatter: (position: number) => format(scale.value(position)),
      color: theme.ink3,
      fontSize: FONT_SIZE,
      fontFamily: theme.font,
      hideOverlap: true,
    },
    ticks: positions,
  };
}

export function xAxisOption(scale: Scale, format: (value: number) => string, theme: ChartTheme) {
  const { ticks, axisLabel, ...rest } = axisBase(scale, format, theme);
  return {
    ...rest,
    axisLabel: { ...axisLabel, margin: 7, showMinLabel: true, showMaxLabel: true },
    splitLine: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.axis, width: 1 } },
    axisTick: { show: true, customValues: ticks, length: 4, lineStyle: { color: theme.axis, width: 1 } },
  };
}

export function yAxisOption(scale: Scale, format: (value: number) => string, theme: ChartTheme) {
  const { ticks, axisLabel, ...rest } = axisBase(scale, format, theme);
  return {
    ...rest,
    axisLabel: { ...axisLabel, margin: 8 },
    splitLine: { show: true, lineStyle: { color: theme.grid, width: 1 } },
    axisLine: { show: false },
    axisTick: { show: false, customValues: ticks },
  };
}

export interface AxisTitles {
  readonly x: string;
  /** In place of `x` where that has no room. */
  readonly xShort?: string;
  readonly y: string;
}

/** y title above the axis from the left edge, x title below it up to the right end of the plot, or of the canvas where it is long. */
export function axisTitles(view: ChartView, plot: Plot, titles: AxisTitles, theme: ChartTheme) {
  const textStyle = { color: theme.ink2, fontSize: FONT_SIZE, fontWeight: 'normal' as const, fontFamily: theme.font, lineHeight: 14 };
  const end = plot.x + plot.width;
  const fits = (text: string): boolean => theme.textWidth(text) <= end;
  const x = fits(titles.x) ? titles.x : (titles.xShort ?? titles.x);
  return [
    { text: titles.y, left: 0, top: 0, padding: 0, textStyle },
    { text: x, right: fits(x) ? view.width - end : 0, bottom: 0, padding: 0, textStyle },
  ];
}

/** Crosshair and no box: what is said at the pointer is the page's own (see `hover`). */
export const SILENT_TOOLTIP = { trigger: 'axis' as const, showContent: false };
