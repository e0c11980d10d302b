/** Numbers of a grid as coloured cells with their values written in them, two ordered axes, and lines along which a ratio is constant. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { Drawing } from '#renderer/charts/curve-labels.ts';
import type { ChartOption, CustomSeriesOption } from '#renderer/charts/echarts.ts';
import {
  axisTitles,
  FONT_SIZE,
  gridOption,
  plotArea,
  tickRoom,
  xAxisOption,
  yAxisOption,
  type ChartView,
  type Plot,
} from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { words } from '#renderer/charts/reference-lines.ts';
import { extent, linearScale, type Scale } from '#renderer/charts/scale.ts';

export interface HeatInput {
  /** Ascending; each has a column, evenly spaced. */
  readonly columns: readonly string[];
  /** From the bottom up. */
  readonly rows: readonly string[];
  /** `values[row][column]`; NaN leaves the cell empty. */
  readonly values: readonly (readonly number[])[];
  readonly x: string;
  readonly y: string;
  readonly format: (value: number) => string;
  /** Whether small values take the strong colour: losses. */
  readonly isLowStrong?: boolean;
  /** Cells too many to write in. */
  readonly isFine?: boolean;
  /** Points, in columns and rows, joined by a dashed line; fractions lie between cells. */
  readonly lines?: readonly { readonly points: readonly (readonly [column: number, row: number])[] }[];
  /** Named points, in columns and rows. */
  readonly marks?: readonly { readonly label: string; readonly at: readonly [column: number, row: number] }[];
}

export function heatOption(input: HeatInput, view: ChartView, theme: ChartTheme): ChartOption {
  const { columns, rows } = input;
  const plot = plotArea(view, { left: tickRoom(rows, theme), right: 12, top: 22, bottom: 38 });
  const [x, y] = [cellScale(columns, input.isFine === true), cellScale(rows, input.isFine === true)];
  return {
    animation: false,
    title: axisTitles(view, plot, { x: input.x, y: input.y }, theme),
    grid: gridOption(plot),
    xAxis: { ...xAxisOption(x, (value) => columns[Math.round(value)] ?? '', theme), axisTick: { show: false } },
    yAxis: { ...yAxisOption(y, (value) => rows[Math.round(value)] ?? '', theme), splitLine: { show: false } },
    tooltip: { show: false },
    series: [
      {
        type: 'custom',
        coordinateSystem: 'none',
        data: input.values.flatMap((row) => row.map((_, index) => index)),
        z: 3,
        renderItem: ({ dataIndex }) => cell(input, dataIndex, plot, theme),
      },
      overlay(4, () => lines(input, plot, theme)),
      overlay(5, () => [...numbers(input, plot, theme), ...marks(input, plot, theme)]),
    ],
  };
}

function overlay(z: number, draw: () => Drawing[]): CustomSeriesOption {
  return { type: 'custom', coordinateSystem: 'none', silent: true, data: [0], z, renderItem: () => drawnGroup(draw()) };
}

/** A tick at every cell, or at a few where they are fine. */
function cellScale(names: readonly string[], isFine: boolean): Scale {
  const stride = isFine ? Math.max(1, Math.round(names.length / 5)) : 1;
  return { ...linearScale(-0.5, names.length - 0.5), ticks: names.map((_, index) => index).filter((index) => index % stride === 0) };
}

const cellWidth = ({ columns }: HeatInput, plot: Plot): number => plot.width / columns.length;
const cellHeight = ({ rows }: HeatInput, plot: Plot): number => plot.height / rows.length;
const centre = (input: HeatInput, plot: Plot, [column, row]: readonly [number, number]): [number, number] => [
  plot.x + (column + 0.5) * cellWidth(input, plot),
  plot.y + plot.height - (row + 0.5) * cellHeight(input, plot),
];

function cell(input: HeatInput, index: number, plot: Plot, theme: ChartTheme): Drawing {
  const [column, row] = [index % input.columns.length, Math.floor(index / input.columns.length)];
  const value = input.values[row][column];
  const [width, height] = [cellWidth(input, plot), cellHeight(input, plot)];
  const [x, y] = centre(input, plot, [column, row]);
  const share = strength(input, value);
  const gap = input.isFine === true ? 0 : 1;
  const shape = { x: x - width / 2, y: y - height / 2, width: width - gap, height: height - gap };
  const fill = theme.colour(
    Number.isNaN(share)
      ? 'var(--surface-sunken)'
      : `color-mix(in oklab, var(--accent) ${String(Math.round(6 + share * 84))}%, var(--surface))`,
  );
  return { type: 'rect', shape, style: { fill } };
}

function numbers(input: HeatInput, plot: Plot, theme: ChartTheme): Drawing[] {
  if (input.isFine === true) return [];
  return input.values.flatMap((values, row) =>
    values.flatMap((value, column): Drawing[] => {
      if (!Number.isFinite(value)) return [];
      const [x, y] = centre(input, plot, [column, row]);
      const style = {
        text: input.format(value),
        x,
        y,
        align: 'center' as const,
        verticalAlign: 'middle' as const,
        fill: strength(input, value) > 0.5 ? theme.surface : theme.ink1,
        fontSize: FONT_SIZE,
        fontFamily: theme.font,
      };
      return [{ type: 'text', style }];
    }),
  );
}

/** 0 to 1 between the extremes of the grid. */
function strength({ values, isLowStrong }: HeatInput, value: number): number {
  const range = extent(values.flat());
  if (range === null || !Number.isFinite(value)) return NaN;
  const share = range[1] > range[0] ? (value - range[0]) / (range[1] - range[0]) : 0.5;
  return isLowStrong === true ? 1 - share : share;
}

function lines(input: HeatInput, plot: Plot, theme: ChartTheme): Drawing[] {
  return (input.lines ?? []).map(({ points }): Drawing => {
    const style = { stroke: theme.surface, lineWidth: 1.25, lineDash: [5, 4], fill: 'none' };
    return { type: 'polyline', shape: { points: points.map((point) => centre(input, plot, point)) }, style };
  });
}

function marks(input: HeatInput, plot: Plot, theme: ChartTheme): Drawing[] {
  return (input.marks ?? []).flatMap(({ label, at }): Drawing[] => {
    const [cx, cy] = centre(input, plot, at);
    const point: Drawing = { type: 'circle', shape: { cx, cy, r: 4 }, style: { fill: theme.ink1, stroke: theme.surface, lineWidth: 2 } };
    return [point, words(label, cx + 7, cy + 6, 'left', theme)];
  });
}

export function heatHover({ columns, rows, values, x, y, format }: HeatInput): Hover {
  return ({ dataIndex }) => {
    if (dataIndex === null) return null;
    const [column, row] = [dataIndex % columns.length, Math.floor(dataIndex / columns.length)];
    const value = values.at(row)?.at(column);
    if (value === undefined || !Number.isFinite(value)) return null;
    return {
      heading: `${x} ${columns[column]}, ${y} ${rows[row]}`,
      columns: '',
      rows: [{ key: null, label: '', value: format(value), interval: '' }],
    };
  };
}
