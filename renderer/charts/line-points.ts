/** The points of a line as ECharts takes them fastest: flat, in the order x y x y. Thousands of small arrays would be copied at each drawing. */
import { visibleIndices } from '#core/series/downsample';
import type { LineSeriesOption } from '#renderer/charts/echarts.ts';
import type { Canvas } from '#renderer/charts/frame.ts';

/** Positions on the axes, flat; NaN twice leaves a gap. */
export type LinePoints = Float64Array;

/** The points of a curve that the plot's width can show. */
export function visiblePoints(xs: ArrayLike<number>, ys: ArrayLike<number>, { x, y, plot }: Canvas): LinePoints {
  const values = Float64Array.from({ length: ys.length }, (_, index) => y.position(ys[index]));
  const kept = visibleIndices(xs, values, Math.ceil(plot.width / 2), x.position);
  const points = new Float64Array(2 * kept.length);
  for (let place = 0; place < kept.length; place++) {
    points[2 * place] = x.position(xs[kept[place]]);
    points[2 * place + 1] = values[kept[place]];
  }
  return points;
}

/** Several lines as one, with a gap between each and the next. */
export function joined(lines: readonly LinePoints[]): LinePoints {
  const all = new Float64Array(lines.reduce((sum, { length }) => sum + length + 2, 0)).fill(NaN);
  let next = 0;
  for (const line of lines) {
    all.set(line, next);
    next += line.length + 2;
  }
  return all;
}

/** What a series says of its points. */
export function lineData(points: LinePoints): Pick<LineSeriesOption, 'data' | 'dimensions'> {
  // ECharts reads a flat array by its dimensions; its types leave that out for lines.
  return { dimensions: ['x', 'y'], data: points as unknown as NonNullable<LineSeriesOption['data']> };
}
