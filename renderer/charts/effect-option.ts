/** One result against batch size: a dot a replicate, a short bar for the middle, a line for its interval, full in its own column. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { ChartOption } from '#renderer/charts/echarts.ts';
import { drawGroup, drawNotes } from '#renderer/charts/effect-drawing.ts';
import type { EffectGroup, EffectInput } from '#renderer/charts/effect-input.ts';
import { effectLines } from '#renderer/charts/effect-lines.ts';
import { focusRange } from '#renderer/charts/focus-range.ts';
import { axisTitles, gridOption, plotArea, tickRoom, xAxisOption, yAxisOption, type ChartView } from '#renderer/charts/frame.ts';
import type { Hover, HoverRow } from '#renderer/charts/hover.ts';
import { extent, linearScale, logScale, type Scale } from '#renderer/charts/scale.ts';
import { formatCount, formatNumber } from '#renderer/ui/format.ts';

const FULL_COLUMN = 44;
/** Arrows that stand closer than this to each other have no room for their numbers. */
const ARROW_ROOM = 56;

export function effectOption(input: EffectInput, view: ChartView, theme: ChartTheme): ChartOption {
  const shown = input.groups.map(({ values, low, high }) => [...values, low, high]);
  const focus = focusRange(input.y.isLog ? shown.map((values) => values.map(Math.log10)) : shown);
  const y = yScale(focus?.range ?? [0, 1], input.y.isLog);
  const isOutside = (index: number): boolean => focus?.outside.has(index) === true;
  const hasFull = input.against === 'batchSize' && input.groups.some((group) => group.isFullBatch);
  const hasMini = input.against === 'condition' || input.groups.some((group) => !group.isFullBatch);
  const left = tickRoom(
    y.ticks.map((tick) => formatNumber(tick, 3)),
    theme,
  );
  const plot = plotArea(view, { left, right: 10 + (hasFull && hasMini ? FULL_COLUMN + 10 : 0), top: 22, bottom: 38 });
  const fullPlot = hasFull ? (hasMini ? { ...plot, x: plot.x + plot.width + 10, width: FULL_COLUMN } : plot) : null;
  const mini = input.groups.filter((group) => input.against === 'condition' || !group.isFullBatch);
  const columns = columnScale(mini, input.against, (label) => inTwoLines(label, plot.width / Math.max(1, mini.length), theme.textWidth));
  const full = fullScale();
  const spacing = columnSpacing(columns.scale, plot.width);
  const peersOf = (group: EffectGroup): readonly EffectGroup[] =>
    input.groups.filter((other) => columns.at(other) === columns.at(group) && other.isFullBatch === group.isFullBatch);
  /** From one group of a column to the next: side by side, and clear of the column beside them. */
  const stepOf = (group: EffectGroup): number =>
    Math.min(16, (fullPlot !== null && group.isFullBatch ? fullPlot.width : spacing) / (peersOf(group).length + 1));
  const places = input.groups.map((group) => {
    const isFull = fullPlot !== null && group.isFullBatch;
    const [own, scale] = isFull ? [fullPlot, full] : [plot, columns.scale];
    const peers = peersOf(group);
    const offset = input.against === 'condition' ? 0 : (peers.indexOf(group) - (peers.length - 1) / 2) * stepOf(group);
    const at = isFull ? 0 : columns.at(group);
    return own.x + ((at - scale.low) / (scale.high - scale.low)) * own.width + offset;
  });
  const axes = [
    ...(hasMini ? [{ plot, x: columns.scale, format: columns.format, ticks: true }] : []),
    ...(fullPlot === null ? [] : [{ plot: fullPlot, x: full, format: () => 'full', ticks: !hasMini }]),
  ];
  const title = input.against === 'condition' ? '' : 'batch size, log scale';
  return {
    animation: false,
    title: axisTitles(view, plot, { x: title, y: input.y.title }, theme),
    grid: axes.map((axis) => gridOption(axis.plot)),
    xAxis: axes.map((axis, gridIndex) => ({ ...xAxisOption(axis.x, axis.format, theme), gridIndex })),
    yAxis: axes.map((axis, gridIndex) => {
      const option = yAxisOption(y, (value) => formatNumber(value, 3), theme);
      return { ...option, gridIndex, axisLabel: { ...option.axisLabel, show: axis.ticks } };
    }),
    tooltip: { show: false },
    series: [
      ...effectLines(input, { plot, x: columns.scale, y }, theme),
      {
        type: 'custom',
        coordinateSystem: 'none',
        data: input.groups.map((_, index) => index),
        z: 4,
        renderItem: ({ dataIndex }) => {
          const isCrowded = places.some(
            (x, other) => other !== dataIndex && isOutside(other) && Math.abs(x - places[dataIndex]) < ARROW_ROOM,
          );
          const width = stepOf(input.groups[dataIndex]);
          const place = {
            x: places[dataIndex],
            width,
            plot,
            y,
            isOutside: isOutside(dataIndex),
            isNamed: !isCrowded,
            format: input.y.format,
          };
          return drawGroup(input.groups[dataIndex], place, theme);
        },
      },
      {
        type: 'custom',
        coordinateSystem: 'none',
        silent: true,
        data: [0],
        z: 5,
        renderItem: () => drawnGroup(drawNotes(input.groups, places, { plot, y, view, isOutside }, theme)),
      },
    ],
  };
}

function yScale(range: readonly [number, number], isLog: boolean): Scale {
  return isLog ? logScale(10 ** (range[0] - 0.1), 10 ** (range[1] + 0.1)) : linearScale(range[0], range[1], { isRounded: true });
}

/** Pixels between the two columns that stand closest; the whole width where there is one. */
function columnSpacing({ ticks, position, low, high }: Scale, width: number): number {
  const places = ticks.map(position).toSorted((a, b) => a - b);
  const gaps = places.slice(1).map((place, index) => place - places[index]);
  return (Math.min(high - low, ...gaps) / (high - low)) * width;
}

interface Columns {
  readonly scale: Scale;
  readonly at: (group: EffectGroup) => number;
  readonly format: (value: number) => string;
}

/** Batch sizes on a log axis with a tick at each size used; conditions at 0, 1, 2 ... */
function columnScale(groups: readonly EffectGroup[], against: EffectInput['against'], fitted: (label: string) => string): Columns {
  if (against === 'condition') {
    const names = groups.map(({ label }) => fitted(label));
    const scale = { ...linearScale(-0.5, groups.length - 0.5), ticks: names.map((_, index) => index) };
    return { scale, at: (group) => groups.indexOf(group), format: (value) => names[Math.round(value)] };
  }
  const sizes = [...new Set(groups.map(({ batchSize }) => batchSize))].sort((a, b) => a - b);
  const [low, high] = extent(sizes) ?? [1, 2];
  const padding = Math.max(0.12, (Math.log10(high) - Math.log10(low)) * 0.06);
  const scale = { ...logScale(low, high * 2), low: Math.log10(low) - padding, high: Math.log10(high) + padding, ticks: sizes };
  return { scale, at: (group) => Math.log10(group.batchSize), format: (value) => formatCount(value) };
}

/** A name that is wider than its column is broken at the space nearest to its middle: one that runs into the next is not drawn at all. */
export function inTwoLines(label: string, width: number, textWidth: (text: string) => number): string {
  const spaces = [...label.matchAll(/ /g)].map(({ index }) => index);
  if (textWidth(label) <= width || spaces.length === 0) return label;
  const [at] = spaces.toSorted((a, b) => Math.abs(a - label.length / 2) - Math.abs(b - label.length / 2));
  return `${label.slice(0, at)}\n${label.slice(at + 1)}`;
}

const fullScale = (): Scale => ({ ...linearScale(-1, 1), ticks: [0] });

/** What is said of the group under the pointer. */
export function effectHover({ groups, y, columns }: EffectInput): Hover {
  return ({ dataIndex }) => {
    const group = dataIndex === null ? undefined : groups.at(dataIndex);
    if (group === undefined) return null;
    const interval = Number.isFinite(group.low) ? `${y.format(group.low)} to ${y.format(group.high)}` : '';
    const middle: HoverRow = { key: { css: group.css, dash: 1 }, label: group.label, value: y.format(group.middle), interval };
    const notes = [`n = ${group.values.length}`, ...(group.note === null ? [] : [group.note])];
    return { heading: notes.join('; '), columns, rows: Number.isFinite(group.middle) ? [middle] : [] };
  };
}
