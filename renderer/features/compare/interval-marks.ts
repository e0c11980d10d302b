/** Intervals drawn small on one scale: a few that lie far out become arrows, so that the others can be told apart. */
import { focusRange } from '#renderer/charts/focus-range.ts';
import { linearScale } from '#renderer/charts/scale.ts';

export interface Ends {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface IntervalScale {
  readonly ticks: readonly number[];
  /** 0 to 1 within the ends. */
  readonly x: (value: number) => number;
}

export type IntervalMark =
  | { readonly kind: 'beyond'; readonly isLeft: boolean }
  | { readonly kind: 'interval'; readonly mean: number; readonly low: number; readonly high: number };

/** `unit` 100 for values in percent. Zero is always on it. */
export function intervalScale(all: readonly Ends[], unit: number): IntervalScale {
  const shown = all.map(({ mean, low, high }) => [mean, low, high].filter(Number.isFinite).map((value) => value * unit));
  const [low, high] = focusRange(shown)?.range ?? [-1, 1];
  const ends = linearScale(Math.min(0, low), Math.max(0, high), { ticks: 3 });
  const room = (ends.high - ends.low) * 0.06;
  const [from, to] = [ends.low - room, ends.high + room];
  return { ticks: ends.ticks, x: (value) => (value - from) / (to - from) };
}

/** Beyond: its middle lies off the scale. Ends that do are cut. */
export function intervalMark({ mean, low, high }: Ends, { x }: IntervalScale, unit: number): IntervalMark {
  const middle = x(mean * unit);
  if (middle < 0 || middle > 1) return { kind: 'beyond', isLeft: middle < 0 };
  const within = (value: number): number => (Number.isFinite(value) ? Math.min(1, Math.max(0, x(value * unit))) : middle);
  return { kind: 'interval', mean: middle, low: within(low), high: within(high) };
}
