/** What a network answers at every place of a plane of two features, with the rows of a split on top: wrong ones outlined. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { Drawing } from '#renderer/charts/curve-labels.ts';
import type { ChartOption } from '#renderer/charts/echarts.ts';
import {
  axisTitles,
  FONT_SIZE,
  gridOption,
  pixelX,
  pixelY,
  plotArea,
  tickRoom,
  xAxisOption,
  yAxisOption,
  type Canvas,
  type ChartView,
} from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { extent, linearScale, type Scale } from '#renderer/charts/scale.ts';
import { formatNumber, formatPercent } from '#renderer/ui/format.ts';

export interface DecisionMapInput {
  readonly xTitle: string;
  readonly yTitle: string;
  /** Middles of the columns and rows of the map, ascending. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** [y, x]: the class answered with its probability; of values to predict class 0 with the value. */
  readonly answer: ArrayLike<number>;
  readonly value: ArrayLike<number>;
  readonly points: {
    readonly x: ArrayLike<number>;
    readonly y: ArrayLike<number>;
    readonly label: ArrayLike<number>;
    readonly isRight: ArrayLike<number>;
  };
  /** Empty where values are predicted. */
  readonly classNames: readonly string[];
  /** Colour and mark of a class; a mark is an SVG path around a point. */
  readonly look: (index: number) => { readonly css: string; readonly shape: (x: number, y: number) => string };
}

type Rgb = readonly [red: number, green: number, blue: number];

/** Ticks beside the map, where it is wide enough to be read off. */
const WIDE = 380;
const FOOT = 18;

export function decisionMapOption(input: DecisionMapInput, view: ChartView, theme: ChartTheme): ChartOption {
  const [x, y] = [axisOf(input.x), axisOf(input.y)];
  const isWide = view.width >= WIDE;
  const format = (value: number): string => formatNumber(value, 3);
  const left = isWide ? tickRoom(y.ticks.map(format), theme) : 0;
  const plot = plotArea(view, {
    left,
    right: isWide ? 12 : 0,
    top: 18,
    bottom: (isWide ? 38 : 18) + (input.classNames.length > 0 ? FOOT : 0),
  });
  const axes = isWide ? {} : { axisLabel: { show: false }, axisTick: { show: false } };
  const image = mapImage(input, theme);
  const titles = axisTitles(view, plot, { x: input.xTitle, y: input.yTitle }, theme);
  const raised = input.classNames.length > 0 ? [titles[0], { ...titles[1], bottom: FOOT }] : titles;
  return {
    animation: false,
    title: raised,
    grid: gridOption(plot),
    xAxis: { ...xAxisOption(x, format, theme), ...axes },
    yAxis: { ...yAxisOption(y, format, theme), ...axes, splitLine: { show: false } },
    tooltip: { show: false },
    series: [
      {
        type: 'custom',
        coordinateSystem: 'none',
        silent: true,
        data: [0],
        z: 3,
        renderItem: () =>
          drawnGroup([
            ...(image === null
              ? []
              : [{ type: 'image' as const, style: { image, x: plot.x, y: plot.y, width: plot.width, height: plot.height } }]),
            ...marks(input, { x, y, plot, theme }),
            ...legend(input, view, theme),
          ]),
      },
    ],
  };
}

/** From half a cell before the first middle to half a cell behind the last. */
function axisOf(middles: ArrayLike<number>): Scale {
  const [low, high] = extent(Array.from(middles)) ?? [0, 1];
  const half = middles.length > 1 ? (high - low) / (middles.length - 1) / 2 : 0.5;
  return linearScale(low - half, high + half, { ticks: 5 });
}

/** The map in red, green, blue and opacity, top row first: the surer an answer, the stronger its colour. */
export function mapPixels(input: DecisionMapInput, colours: readonly Rgb[], opacity: number): Uint8ClampedArray<ArrayBuffer> {
  const [columns, rows] = [input.x.length, input.y.length];
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  const classes = input.classNames.length;
  const [least, most] = extent(Array.from(input.value)) ?? [0, 1];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const value = input.value[at];
      // 0 for the least sure answer that there can be, 1 for certainty; of values their place between the extremes.
      const strength = classes > 0 ? (value - 1 / classes) / (1 - 1 / classes) : (value - least) / Math.max(most - least, Number.MIN_VALUE);
      const alpha = classes > 0 ? opacity * (0.55 + 1.1 * strength) : 0.05 + 0.75 * strength;
      const [red, green, blue] = colours[input.answer[at]] ?? [0, 0, 0];
      pixels.set([red, green, blue, Math.round(255 * Math.min(1, alpha))], ((rows - 1 - row) * columns + column) * 4);
    }
  }
  return pixels;
}

function mapImage(input: DecisionMapInput, theme: ChartTheme): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [input.x.length, input.y.length];
  const pen = canvas.getContext('2d');
  if (pen === null || canvas.width === 0 || canvas.height === 0) return null;
  const count = Math.max(1, input.classNames.length);
  const colours = Array.from({ length: count }, (_, index) =>
    rgbOf(theme.colour(input.classNames.length > 0 ? input.look(index).css : 'var(--accent)')),
  );
  pen.putImageData(new ImageData(mapPixels(input, colours, theme.regionOpacity), canvas.width, canvas.height), 0, 0);
  return canvas;
}

/** "rgb(12, 34, 56)" as three numbers. */
function rgbOf(colour: string): Rgb {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** One path for the right rows and one for the wrong rows of each class. */
function marks({ points, look, classNames }: DecisionMapInput, { x, y, plot, theme }: Canvas): Drawing[] {
  const paths = new Map<string, { readonly label: number; readonly isRight: boolean; readonly parts: string[] }>();
  for (let index = 0; index < points.x.length; index++) {
    const label = classNames.length > 0 ? points.label[index] : 0;
    const isRight = classNames.length === 0 || points.isRight[index] === 1;
    const key = `${String(label)} ${String(isRight)}`;
    const entry = paths.get(key) ?? { label, isRight, parts: [] };
    paths.set(key, entry);
    entry.parts.push(look(label).shape(pixelX(plot, x, points.x[index]), pixelY(plot, y, points.y[index])));
  }
  return [...paths.values()]
    .sort((a, b) => Number(b.isRight) - Number(a.isRight))
    .map(({ label, isRight, parts }): Drawing => {
      const fill = theme.colour(classNames.length > 0 ? look(label).css : 'var(--ink-2)');
      const edge = isRight ? {} : { stroke: theme.ink1, lineWidth: 1 };
      return { type: 'path', shape: { pathData: parts.join('') }, style: { fill, opacity: isRight ? 0.85 : 1, ...edge } };
    });
}

/** Marks with their names at the foot, as many as there is room for. */
function legend({ classNames, look }: DecisionMapInput, view: ChartView, theme: ChartTheme): Drawing[] {
  const drawings: Drawing[] = [];
  const middle = view.height - 7;
  let left = 0;
  for (const [index, name] of classNames.entries()) {
    const width = 12 + theme.textWidth(name) + 12;
    const isLast = index === classNames.length - 1;
    if (left + width + (isLast ? -12 : theme.textWidth('and 99 more')) > view.width) {
      const style = {
        text: `and ${String(classNames.length - index)} more`,
        x: left,
        y: middle,
        verticalAlign: 'middle' as const,
        fill: theme.ink3,
        fontSize: FONT_SIZE,
        fontFamily: theme.font,
      };
      return [...drawings, { type: 'text', style }];
    }
    const { css, shape } = look(index);
    drawings.push(
      { type: 'path', shape: { pathData: shape(left + 5, middle) }, style: { fill: theme.colour(css) } },
      {
        type: 'text',
        style: {
          text: name,
          x: left + 12,
          y: middle,
          verticalAlign: 'middle',
          fill: theme.ink2,
          fontSize: FONT_SIZE,
          fontFamily: theme.font,
        },
      },
    );
    left += width;
  }
  return drawings;
}

/** Says what the network answers at the place under the pointer, and how sure it is. */
export function decisionMapHover(input: Omit<DecisionMapInput, 'look' | 'points'> & { readonly cssOf: (index: number) => string }): Hover {
  const { x, y, classNames, xTitle, yTitle } = input;
  const format = (value: number): string => formatNumber(value, 3);
  return ({ place = null }) => {
    if (place === null) return null;
    const [column, row] = [cellAt(x, place[0]), cellAt(y, place[1])];
    if (column === null || row === null) return null;
    const at = row * x.length + column;
    const isClass = classNames.length > 0;
    const answer = isClass
      ? {
          key: { css: input.cssOf(input.answer[at]), dash: 1 },
          label: 'answer',
          value: classNames[input.answer[at]] ?? '',
          interval: `${formatPercent(input.value[at], 0)} sure`,
        }
      : { key: null, label: 'answer', value: format(input.value[at]), interval: '' };
    return { heading: `${xTitle} ${format(place[0])}, ${yTitle} ${format(place[1])}`, columns: '', rows: [answer] };
  };
}

/** The cell of evenly spaced, ascending middles that a place is in; null outside. */
function cellAt(middles: ArrayLike<number>, place: number): number | null {
  if (middles.length < 2) return null;
  const index = Math.round((place - middles[0]) / (middles[1] - middles[0]));
  return index >= 0 && index < middles.length ? index : null;
}
