/** Laws and medians drawn behind the groups of a chart of results: a path within the plot, with its name at its end. */
import { drawnGroup } from '#renderer/charts/drawn-group.ts';
import type { ChartTheme } from '#renderer/charts/chart-theme.ts';
import type { Drawing } from '#renderer/charts/curve-labels.ts';
import type { SeriesOption } from '#renderer/charts/echarts.ts';
import type { EffectInput, EffectLine } from '#renderer/charts/effect-input.ts';
import { pixelX, pixelY, type Plot } from '#renderer/charts/frame.ts';
import { words } from '#renderer/charts/reference-lines.ts';
import type { Scale } from '#renderer/charts/scale.ts';

interface Frame {
  readonly plot: Plot;
  readonly x: Scale;
  readonly y: Scale;
}

export function effectLines({ lines = [], against }: EffectInput, frame: Frame, theme: ChartTheme): SeriesOption[] {
  if (lines.length === 0 || against !== 'batchSize') return [];
  return [
    {
      type: 'custom',
      coordinateSystem: 'none',
      silent: true,
      data: [0],
      z: 2,
      renderItem: () => drawnGroup(lines.flatMap((line) => drawLine(line, frame, theme))),
    },
  ];
}

const STEPS = 24;

/** Drawn in small steps on log axes, so that it ends where it leaves the plot and not at the last point inside. */
function drawLine({ label, points, isDashed }: EffectLine, { plot, x, y }: Frame, theme: ChartTheme): Drawing[] {
  const at = points.map(([size, value]) => [x.position(size), y.position(value)] as const);
  const fine = at.flatMap(([x1, y1], index) => {
    if (index + 1 === at.length) return [[x1, y1] as const];
    const [x2, y2] = at[index + 1];
    return Array.from({ length: STEPS }, (_, step) => [x1 + ((x2 - x1) * step) / STEPS, y1 + ((y2 - y1) * step) / STEPS] as const);
  });
  const inside = fine.filter(([left, position]) => position >= y.low && position <= y.high && left >= x.low && left <= x.high);
  const path = inside.map(([left, position]) => [pixelX(plot, x, left), pixelY(plot, y, position)]);
  const end = path.at(-1);
  if (end === undefined || path.length < 2) return [];
  const style = {
    stroke: isDashed ? theme.reference : theme.ink3,
    lineWidth: 1.25,
    fill: 'none',
    ...(isDashed ? { lineDash: [4, 3] } : {}),
  };
  const drawn: Drawing = { type: 'polyline', shape: { points: path }, style };
  return label === '' ? [drawn] : [drawn, words(label, end[0] - 4, end[1] - 3, 'right', theme)];
}
