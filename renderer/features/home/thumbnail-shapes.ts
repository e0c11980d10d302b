/** What a thumbnail is made of: curves, dots, steps and words in a box of 240 by 70. Pure. */
import { randomStream } from '#core/random';

export type Point = readonly [x: number, y: number];
interface ThumbnailLine {
  readonly d: string;
  readonly css: string;
  readonly dash?: string;
}
export interface ThumbnailCell {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly css: string;
}
/** A word beside a line, `anchor` at this point. */
interface ThumbnailLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
}
export interface Thumbnail {
  readonly lines: readonly ThumbnailLine[];
  readonly cells: readonly ThumbnailCell[];
  readonly dots: readonly { readonly x: number; readonly y: number; readonly css: string }[];
  /** Filled below the lines, faintly. */
  readonly bands: readonly { readonly d: string; readonly css: string }[];
  readonly labels: readonly ThumbnailLabel[];
  /** Captions at the bottom left and right. */
  readonly captions: readonly [string, string];
  /** False where cells fill the box and there is no axis to draw. */
  readonly hasAxis: boolean;
}

export const RIGHT = 240;
export const TOP = 12;
export const BOTTOM = 66;
const SEED = 7;
/** The height of a part of the box, 0 at its foot. */
export const height = (part: number): number => BOTTOM - part * (BOTTOM - TOP);

export const series = (index: number): string => `var(--series-${String(index + 1)})`;
export const path = (points: readonly Point[]): string => `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
export const curve = (of: (part: number) => number, from = 0, to = RIGHT): readonly Point[] =>
  Array.from({ length: 45 }, (_, index) => [from + (index / 44) * (to - from), height(of(index / 44))] as const);

export const label = (text: string, x: number, part: number, anchor: ThumbnailLabel['anchor'] = 'end'): ThumbnailLabel => ({
  text,
  x,
  y: height(part),
  anchor,
});

export const thumbnail = (captions: Thumbnail['captions'], drawn: Partial<Thumbnail>): Thumbnail => ({
  lines: [],
  cells: [],
  dots: [],
  bands: [],
  labels: [],
  hasAxis: true,
  ...drawn,
  captions,
});

/** A learning curve that shakes, towards `top`. */
export function rising(rate: number, shake: number, { from = 0, to = RIGHT, top = 0.92 } = {}): readonly Point[] {
  const stream = randomStream(SEED, 'data', Math.round(from), Math.round(rate * 10));
  let drift = 0;
  return curve(
    (time) => {
      drift = drift * 0.6 + stream.normal() * shake * Math.min(1, time * 8);
      return Math.max(0.02, (top - shake * 1.6) * (1 - Math.exp(-rate * time)) + drift * 0.7);
    },
    from,
    to,
  );
}
