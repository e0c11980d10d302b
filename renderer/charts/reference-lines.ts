/** Dashed lines across a plot at a value of an axis, each with its name: the end of a budget, a target, zero. */
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { Drawing } from '#renderer/charts/curve-labels.ts';
import { FONT_SIZE, pixelX, pixelY, type Canvas } from '#renderer/charts/frame.ts';

export interface Reference {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly label: string;
  /** Whether the axis must reach it; else it is left out where it lies beyond. */
  readonly isInRange?: boolean;
  /** Of a vertical line: its name stands at the top, where curves fall. */
  readonly isAtTop?: boolean;
}

export function drawReferences(references: readonly Reference[], canvas: Canvas): Drawing[] {
  return references.flatMap((reference) => (reference.axis === 'x' ? vertical(reference, canvas) : horizontal(reference, canvas)));
}

/** The name stands on the side that has more room. */
function vertical({ value, label, isAtTop }: Reference, { x, plot, theme }: Canvas): Drawing[] {
  const position = x.position(value);
  if (!(position >= x.low && position <= x.high * (1 + 1e-9))) return [];
  const at = pixelX(plot, x, position);
  const isLeft = at + theme.textWidth(label) + 8 > plot.x + plot.width;
  return [
    { type: 'line', shape: { x1: at, y1: plot.y, x2: at, y2: plot.y + plot.height }, style: dashed(theme) },
    words(label, isLeft ? at - 5 : at + 5, isAtTop === true ? plot.y + 14 : plot.y + plot.height - 4, isLeft ? 'right' : 'left', theme),
  ];
}

function horizontal({ value, label }: Reference, { y, plot, theme }: Canvas): Drawing[] {
  const position = y.position(value);
  if (!(position >= y.low && position <= y.high)) return [];
  const at = pixelY(plot, y, position);
  return [
    { type: 'line', shape: { x1: plot.x, y1: at, x2: plot.x + plot.width, y2: at }, style: dashed(theme) },
    words(label, plot.x + 4, at - 3, 'left', theme),
  ];
}

const dashed = (theme: ChartTheme) => ({ stroke: theme.reference, lineWidth: 1, lineDash: [4, 3] });

export function words(text: string, x: number, y: number, align: 'left' | 'right' | 'center', theme: ChartTheme): Drawing {
  return {
    type: 'text',
    style: {
      text,
      x,
      y,
      align,
      verticalAlign: 'bottom',
      fill: theme.ink2,
      fontSize: FONT_SIZE,
      fontFamily: theme.font,
      stroke: theme.surface,
      lineWidth: 3,
    },
  };
}
