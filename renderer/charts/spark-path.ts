/** A curve as a small SVG path without axes. */
import type { MeanBand } from '#core/series/mean-band';
import { visibleIndices } from '#core/series/downsample';

export interface SparkFrame {
  readonly width: number;
  readonly height: number;
  /** Ends of the axes, the same for all sparks of a list, so that they can be compared. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** The `d` of a path; empty with fewer than two points. */
export function sparkPath(band: MeanBand, { width, height, x, y }: SparkFrame): string {
  const kept = visibleIndices(band.x, band.mean, Math.ceil(width / 2));
  if (kept.length < 2) return '';
  const place = (value: number, [low, high]: readonly [number, number], size: number): number =>
    Math.round((high > low ? (value - low) / (high - low) : 0.5) * size * 10) / 10;
  return kept
    .map(
      (index, order) =>
        `${order === 0 ? 'M' : 'L'}${place(band.x[index], x, width)} ${Math.round((height - place(band.mean[index], y, height)) * 10) / 10}`,
    )
    .join('');
}
