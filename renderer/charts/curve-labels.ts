/** Names of curves, written where the eye is: above the point where a curve reaches the target, else at its end. */
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { CustomSeriesOption } from '#renderer/charts/echarts.ts';
import { FONT_SIZE, type ChartView, type Plot } from '#renderer/charts/frame.ts';
import { keepApart, spreadLabels, type LabelBox } from '#renderer/charts/label-layout.ts';

/** One curve's name and the two places where it may stand, in pixels. */
export interface CurveLabel {
  readonly text: string;
  readonly css: string;
  readonly isSelected: boolean;
  /** Last point of the curve. */
  readonly end: readonly [number, number];
  /** Where it reaches the target; null if it does not, or if there is none. */
  readonly arrival: readonly [number, number] | null;
}

export type Drawing = NonNullable<ReturnType<NonNullable<CustomSeriesOption['renderItem']>>>;

const LINE_HEIGHT = 14;
const LEADER = 16;
/** How far a name may stand from its curve's end. */
const FARTHEST = 20;

/** The selected name is bold, and wider by about a sixth. */
const labelWidth = ({ text, isSelected }: Pick<CurveLabel, 'text' | 'isSelected'>, theme: ChartTheme): number =>
  theme.textWidth(text) * (isSelected ? 1.17 : 1);

/** The right margin that the labels at the ends need. */
export function endLabelRoom(labels: readonly Pick<CurveLabel, 'text' | 'isSelected'>[], theme: ChartTheme): number {
  if (labels.length === 0) return 14;
  return Math.ceil(Math.max(...labels.map((label) => labelWidth(label, theme)))) + LEADER + 4;
}

/** Everything that is written on a plot of curves. */
export function drawLabels(labels: readonly CurveLabel[], plot: Plot, view: ChartView, theme: ChartTheme): readonly Drawing[] {
  const isAtEdge = (label: CurveLabel): boolean => label.end[0] >= plot.x + plot.width - 12;
  const pinned = labels.filter((label) => label.arrival !== null);
  const ended = labels.filter((label) => label.arrival === null);
  const edge = placeEdgeLabels(ended.filter(isAtEdge), plot, theme);
  return [
    ...drawPins(pinned, plot, theme),
    ...drawEdgeLabels(edge, plot, theme),
    ...drawPointLabels(
      ended.filter((label) => !isAtEdge(label)),
      edge.map(({ box }) => box),
      view,
      theme,
    ),
  ];
}

/** Selected first, then the outermost, then every second: what remains when there is no room for all. */
export function labelRank(index: number, count: number, isSelected: boolean): number {
  if (isSelected) return 3;
  if (index === 0 || index === count - 1) return 2;
  return index % 2;
}

/** A line in the curve's colour from the point of arrival up to its name above the plot. */
function drawPins(labels: readonly CurveLabel[], plot: Plot, theme: ChartTheme): readonly Drawing[] {
  const boxes = labels.map((label, index) => {
    const width = labelWidth(label, theme) + 6;
    const at = label.arrival?.[0] ?? 0;
    return { x: Math.max(2, at - width / 2), y: 0, width, height: 1, rank: labelRank(index, labels.length, label.isSelected) };
  });
  const isKept = keepApart(boxes);
  return labels.flatMap((label, index): Drawing[] => {
    if (label.arrival === null) return [];
    const [x, y] = label.arrival;
    const colour = theme.colour(label.css);
    const point: Drawing = { type: 'circle', shape: { cx: x, cy: y, r: 2.5 }, style: { fill: colour } };
    if (!isKept[index]) return [point];
    return [
      point,
      { type: 'line', shape: { x1: x, y1: y, x2: x, y2: plot.y - 3 }, style: { stroke: colour, lineWidth: label.isSelected ? 1.5 : 1 } },
      text(label, boxes[index].x + boxes[index].width / 2, plot.y - 5, 'center', 'bottom', theme),
    ];
  });
}

interface EdgeLabel {
  readonly label: CurveLabel;
  /** Where its curve ends, and the middle of its name. */
  readonly from: number;
  readonly y: number;
  readonly box: LabelBox;
}

/** Places right of the plot, moved apart; names without room are left out. */
function placeEdgeLabels(labels: readonly CurveLabel[], plot: Plot, theme: ChartTheme): readonly EdgeLabel[] {
  const wanted = labels.map((label, index) => ({
    at: Math.min(Math.max(label.end[1], plot.y), plot.y + plot.height),
    size: LINE_HEIGHT,
    rank: labelRank(index, labels.length, label.isSelected),
  }));
  const places = spreadLabels(wanted, plot.y - 6, plot.y + plot.height + 6, FARTHEST);
  const x = plot.x + plot.width + LEADER;
  return labels.flatMap((label, index): EdgeLabel[] => {
    const y = places[index];
    if (y === null) return [];
    const box = { x, y: y - LINE_HEIGHT / 2, width: labelWidth(label, theme), height: LINE_HEIGHT, rank: Infinity };
    return [{ label, from: wanted[index].at, y, box }];
  });
}

/** Each name joined to its curve's end by a thin line in the curve's colour. */
function drawEdgeLabels(labels: readonly EdgeLabel[], plot: Plot, theme: ChartTheme): readonly Drawing[] {
  const edge = plot.x + plot.width;
  return labels.flatMap(({ label, from, y }): Drawing[] => {
    const points = [
      [edge + 2, from],
      [edge + 5, from],
      [edge + LEADER - 5, y],
      [edge + LEADER - 3, y],
    ];
    return [
      { type: 'polyline', shape: { points }, style: { stroke: theme.colour(label.css), lineWidth: 1, fill: 'none' } },
      text(label, edge + LEADER, y, 'left', 'middle', theme),
    ];
  });
}

/** A dot and a name at the end of a curve that stops within the plot: it is still training, or had fewer epochs. */
function drawPointLabels(
  labels: readonly CurveLabel[],
  taken: readonly LabelBox[],
  view: ChartView,
  theme: ChartTheme,
): readonly Drawing[] {
  const boxes = labels.map((label, index) => {
    const width = labelWidth(label, theme) + 4;
    const [x, y] = label.end;
    const isRight = x + 8 + width <= view.width;
    const rank = labelRank(index, labels.length, label.isSelected);
    return { x: isRight ? x + 8 : x - 8 - width, y: y - LINE_HEIGHT / 2, width, height: LINE_HEIGHT, rank };
  });
  // The dots and the names at the edge are there first: a name gives way to them and to more important names.
  const dots = labels.map(({ end }) => ({ x: end[0] - 5, y: end[1] - 5, width: 10, height: 10, rank: Infinity }));
  const isKept = keepApart([...taken, ...dots, ...boxes]).slice(taken.length + dots.length);
  return labels.flatMap((label, index): Drawing[] => {
    const [x, y] = label.end;
    const dot: Drawing = {
      type: 'circle',
      shape: { cx: x, cy: y, r: 4 },
      style: { fill: theme.colour(label.css), stroke: theme.surface, lineWidth: 1.5 },
    };
    return isKept[index] ? [dot, text(label, boxes[index].x + 1, y, 'left', 'middle', theme)] : [dot];
  });
}

function text(
  label: CurveLabel,
  x: number,
  y: number,
  align: 'left' | 'center',
  verticalAlign: 'middle' | 'bottom',
  theme: ChartTheme,
): Drawing {
  return {
    type: 'text',
    style: {
      text: label.text,
      x,
      y,
      align,
      verticalAlign,
      fill: theme.ink1,
      fontSize: FONT_SIZE,
      fontFamily: theme.font,
      fontWeight: label.isSelected ? 'bold' : 'normal',
      stroke: theme.surface,
      lineWidth: 3,
    },
  };
}
