/** The marks of one group in a chart of results: its replicates as dots, its middle, its interval, or an arrow if it is off the axis. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { Drawing } from '#renderer/charts/curve-labels.ts';
import type { EffectGroup } from '#renderer/charts/effect-input.ts';
import { FONT_SIZE, pixelY, type ChartView, type Plot } from '#renderer/charts/frame.ts';
import { keepApart, type LabelBox } from '#renderer/charts/label-layout.ts';
import type { Scale } from '#renderer/charts/scale.ts';

export interface GroupPlace {
  /** Middle of its column in pixels. */
  readonly x: number;
  /** What the group has of it, in pixels. */
  readonly width: number;
  readonly plot: Plot;
  readonly y: Scale;
  /** It lies beyond the axis: say so with an arrow. */
  readonly isOutside: boolean;
  /** Whether there is room for the number of an arrow. */
  readonly isNamed: boolean;
  readonly format: (value: number) => string;
}

const HALF_BAR = 7;
/** Replicates are strewn by the golden ratio: even, and the same at every redraw. */
const GOLDEN = 0.618033988749895;

export function drawGroup(group: EffectGroup, place: GroupPlace, theme: ChartTheme): Drawing {
  const { x, plot } = place;
  const area: Drawing = {
    type: 'rect',
    shape: { x: x - 12, y: plot.y, width: 24, height: plot.height },
    style: { fill: theme.surface, opacity: 0 },
  };
  const marks = place.isOutside ? arrow(group, place, theme) : dotsAndInterval(group, place, theme);
  return drawnGroup([area, ...marks]);
}

function dotsAndInterval(group: EffectGroup, { x, width, plot, y }: GroupPlace, theme: ChartTheme): Drawing[] {
  const colour = theme.colour(group.css);
  const at = (value: number): number => pixelY(plot, y, Math.min(y.high, Math.max(y.low, y.position(value))));
  const half = Math.min(HALF_BAR, width * 0.6);
  const dots = group.values.map((value, index): Drawing => {
    const shift = (((index + 1) * GOLDEN) % 1) * 2 * half - half;
    return { type: 'circle', shape: { cx: x + shift, cy: at(value), r: 2.5 }, style: { fill: colour, opacity: theme.dotOpacity } };
  });
  if (!Number.isFinite(group.middle)) return dots;
  const middle = at(group.middle);
  const stroke = { stroke: colour, lineWidth: group.isSelected ? 3 : 2 };
  const bar: Drawing = { type: 'line', shape: { x1: x - half, y1: middle, x2: x + half, y2: middle }, style: stroke };
  if (!Number.isFinite(group.low)) return [...dots, bar];
  const interval: Drawing = { type: 'line', shape: { x1: x, y1: at(group.low), x2: x, y2: at(group.high) }, style: stroke };
  return [...dots, interval, bar];
}

/** A triangle at the edge, pointing out, with the number beside it. */
function arrow(group: EffectGroup, { x, plot, y, format, isNamed }: GroupPlace, theme: ChartTheme): Drawing[] {
  const isBelow = y.position(group.middle) < y.low;
  const tip = isBelow ? plot.y + plot.height - 2 : plot.y + 2;
  const base = isBelow ? tip - 7 : tip + 7;
  const points = [
    [x - 5, base],
    [x + 5, base],
    [x, tip],
  ];
  return [
    { type: 'polygon', shape: { points }, style: { fill: theme.colour(group.css) } },
    ...(isNamed
      ? [
          words(
            `${format(group.middle)}\noff scale`,
            x + 9,
            isBelow ? plot.y + plot.height - 2 : plot.y + 2,
            isBelow ? 'bottom' : 'top',
            theme,
          ),
        ]
      : []),
  ];
}

export interface NoteFrame {
  readonly plot: Plot;
  readonly y: Scale;
  readonly view: ChartView;
  readonly isOutside: (index: number) => boolean;
}

/** Notes beside the middle of their group, or at the top of an empty column; left out where they would touch another mark. */
export function drawNotes(
  groups: readonly EffectGroup[],
  places: readonly number[],
  frame: NoteFrame,
  theme: ChartTheme,
): readonly Drawing[] {
  const { plot, y, view, isOutside } = frame;
  const at = (value: number): number => pixelY(plot, y, Math.min(y.high, Math.max(y.low, y.position(value))));
  const marks = groups.map((group, index): LabelBox => {
    const heights = [...group.values, group.low, group.high].filter((value) => Number.isFinite(value)).map(at);
    const top = isOutside(index) || heights.length === 0 ? -100 : Math.min(...heights) - 3;
    return { x: places[index] - 9, y: top, width: 18, height: Math.max(...heights, top) - top + 6, rank: Infinity };
  });
  const noted = groups.flatMap((group, index) => (group.note === null || isOutside(index) ? [] : [{ text: group.note, index }]));
  const boxes = noted.map(({ text, index }): LabelBox => {
    const group = groups[index];
    const middle = Number.isFinite(group.middle) ? at(group.middle) : plot.y + 8;
    return { x: places[index] + 11, y: middle - 7, width: theme.textWidth(text), height: 14, rank: 0 };
  });
  const isKept = keepApart([...marks, ...boxes]).slice(marks.length);
  return boxes.flatMap((box, order) =>
    isKept[order] && box.x + box.width <= view.width ? [words(noted[order].text, box.x, box.y + 7, 'middle', theme)] : [],
  );
}

function words(text: string, x: number, y: number, verticalAlign: 'top' | 'middle' | 'bottom', theme: ChartTheme): Drawing {
  return {
    type: 'text',
    style: {
      text,
      x,
      y,
      verticalAlign,
      fill: theme.ink2,
      fontSize: FONT_SIZE,
      lineHeight: 13,
      fontFamily: theme.font,
      stroke: theme.surface,
      lineWidth: 3,
    },
  };
}
