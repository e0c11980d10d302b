/** The line of a target across learning curves, and its name where the fewest of them pass. */
import type { Drawing } from '#renderer/charts/curve-labels.ts';
import type { CurvesInput } from '#renderer/charts/curves-input.ts';
import type { SeriesOption } from '#renderer/charts/echarts.ts';
import { pixelOf, pixelY, type Canvas } from '#renderer/charts/frame.ts';

export function targetSeries({ target }: CurvesInput, { y, theme }: Canvas): SeriesOption[] {
  if (target === null) return [];
  return [
    {
      type: 'line',
      silent: true,
      data: [],
      markLine: {
        silent: true,
        symbol: 'none',
        animation: false,
        data: [{ yAxis: y.position(target.value) }],
        lineStyle: { color: theme.reference, width: 1, type: [4, 3] },
        label: { show: false },
      },
    },
  ];
}

/** The target's name beside its line: at the left or right, above or below, wherever the fewest curves pass. */
export function targetName({ target, series }: CurvesInput, canvas: Canvas): readonly Drawing[] {
  if (target === null || canvas.y.position(target.value) < canvas.y.low || canvas.y.position(target.value) > canvas.y.high) return [];
  const { y, plot, theme } = canvas;
  const at = pixelY(plot, y, y.position(target.value));
  const width = theme.textWidth(target.label) + 8;
  const curves = series.map(({ band }) => band.x.map((value, index) => pixelOf(canvas, value, band.mean[index])));
  const crossings = (left: number, top: number): number =>
    curves.filter((points) => points.some((point, index) => passes(points[index - 1] ?? point, point, left, top, width, 16))).length;
  const corners = [false, true].flatMap((isRight) =>
    [at - 17, at + 1].map((top) => ({ left: isRight ? plot.x + plot.width - width : plot.x, top })),
  );
  const inside = corners.filter(({ top }) => top >= plot.y - 4 && top + 16 <= plot.y + plot.height);
  if (inside.length === 0) return [];
  const best = inside.reduce((one, other) => (crossings(other.left, other.top) < crossings(one.left, one.top) ? other : one));
  const style = {
    text: target.label,
    x: best.left + 4,
    y: best.top + 8,
    verticalAlign: 'middle' as const,
    fill: theme.ink2,
    fontSize: 11,
    fontFamily: theme.font,
    stroke: theme.surface,
    lineWidth: 3,
  };
  return [{ type: 'text', style }];
}

/** Whether the line from a to b touches a box, looked at in nine places. */
function passes(
  a: readonly [number, number],
  b: readonly [number, number],
  left: number,
  top: number,
  width: number,
  height: number,
): boolean {
  const [right, bottom] = [left + width, top + height];
  const isBeside = (axis: 0 | 1, low: number, high: number): boolean =>
    (a[axis] < low && b[axis] < low) || (a[axis] > high && b[axis] > high);
  if (isBeside(0, left, right) || isBeside(1, top, bottom)) return false;
  for (let step = 0; step <= 8; step++) {
    const [px, py] = [a[0] + (step / 8) * (b[0] - a[0]), a[1] + (step / 8) * (b[1] - a[1])];
    if (px >= left && px <= right && py >= top && py <= bottom) return true;
  }
  return false;
}
