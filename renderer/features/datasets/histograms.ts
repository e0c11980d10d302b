/** How the values of columns are spread, side by side: the drawing, what is said at the pointer, and the numbers. Pure. */
import type { ColumnRange } from '#core/data/summary';
import type { DataTable } from '#core/table-text';
import type { Drawing } from '#renderer/charts/curve-labels.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import { FONT_SIZE, type OptionBuilder, type Plot } from '#renderer/charts/frame.ts';
import type { Hover } from '#renderer/charts/hover.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

/** Pixels of one histogram, with its name above and its ends below. */
export const CELL_HEIGHT = 104;
const CELL_WIDTH = 176;
const GAP = 20;
const NAME = 18;
const ENDS = 16;
/** Name and ends; the bars take what is left. */
const BAR_SHARE = 0.88;

export function perRow(width: number, count: number): number {
  return Math.max(1, Math.min(count, Math.floor((width + GAP) / (CELL_WIDTH + GAP))));
}

export function histogramsOption(columns: readonly ColumnRange[]): OptionBuilder {
  return (view, theme) => {
    const across = perRow(view.width, columns.length);
    const height = view.height / Math.ceil(columns.length / across);
    const width = (view.width - (across - 1) * GAP) / across;
    const place = (index: number): Plot => ({
      x: (index % across) * (width + GAP),
      y: Math.floor(index / across) * height,
      width,
      height: height - GAP / 2,
    });
    return {
      animation: false,
      tooltip: { show: false },
      series: [
        {
          type: 'custom',
          coordinateSystem: 'none',
          data: columns.map((_, index) => index),
          renderItem: ({ dataIndex }) => ({ type: 'group', children: drawn(columns[dataIndex], place(dataIndex), theme) }),
        },
      ],
    };
  };
}

function drawn(column: ColumnRange, { x, y, width, height }: Plot, theme: ChartTheme): Drawing[] {
  const steps = column.histogram ?? [];
  const largest = Math.max(1, ...steps);
  const [top, base] = [y + NAME, y + height - ENDS];
  const step = width / Math.max(1, steps.length);
  const text = (words: string, at: number, line: number, align: 'left' | 'right', fill: string): Drawing => ({
    type: 'text',
    style: {
      text: words,
      x: at,
      y: line,
      align,
      verticalAlign: 'middle',
      fill,
      fontSize: FONT_SIZE,
      fontFamily: theme.font,
      width,
      overflow: 'truncate',
    },
  });
  return [
    { type: 'rect', shape: { x, y, width, height }, style: { fill: theme.surface, opacity: 0 } },
    text(column.name, x, y + NAME / 2 - 1, 'left', theme.ink2),
    ...steps.map((count, index): Drawing => {
      const tall = count === 0 ? 0 : Math.max(1, (count / largest) * (base - top));
      const shape = { x: x + (index + (1 - BAR_SHARE) / 2) * step, y: base - tall, width: step * BAR_SHARE, height: tall };
      return { type: 'rect', shape, style: { fill: theme.colour('var(--heat-4)') } };
    }),
    { type: 'line', shape: { x1: x, y1: base, x2: x + width, y2: base }, style: { stroke: theme.axis, lineWidth: 1 } },
    text(formatNumber(column.min, 3), x, base + ENDS / 2, 'left', theme.ink3),
    text(formatNumber(column.max, 3), x + width, base + ENDS / 2, 'right', theme.ink3),
  ];
}

export function histogramHover(columns: readonly ColumnRange[]): Hover {
  return ({ dataIndex }) => {
    const column = dataIndex === null ? undefined : columns.at(dataIndex);
    if (column === undefined) return null;
    const rows: readonly (readonly [string, string])[] = [
      ['Mean', formatNumber(column.mean)],
      ['Standard deviation', formatNumber(column.sd)],
      ['Smallest', formatNumber(column.min)],
      ['Largest', formatNumber(column.max)],
      ['Fullest of the steps', formatCount(Math.max(0, ...(column.histogram ?? [])))],
    ];
    return { heading: column.name, columns: '', rows: rows.map(([label, value]) => ({ key: null, label, value, interval: '' })) };
  };
}

/** One row a step of each histogram. */
export function histogramTable(columns: readonly ColumnRange[]): DataTable {
  return {
    columns: ['column', 'from', 'to', 'samples'],
    rows: columns.flatMap(({ name, min, max, histogram }) => {
      const steps = histogram ?? [];
      const edge = (index: number): number => min + ((max - min) * index) / steps.length;
      return steps.map((count, index) => [name, edge(index), edge(index + 1), count]);
    }),
  };
}
