/** The numbers of a scorecard as they are written, on screens, in reports and on the command line: all of a row with the same decimals. */
import { decimalsOf, writtenWith } from '#core/stats/digits';
import type { Interval } from '#core/stats/summary';

/** How a number is to be read: a share, a difference of shares, how many times, or a number as it is. */
export type ScoreUnit = 'percent' | 'points' | 'times' | 'plain';

export interface ScoreNumbers {
  /** "83.2 %", "−24.7 points", "0.114 times", "−0.498" */
  readonly ours: string;
  /** "82.9 to 83.5", in the same unit; null below two seeds. */
  readonly interval: string | null;
  readonly predicted: string | null;
}

const AFTER: Readonly<Record<ScoreUnit, string>> = { percent: ' %', points: ' points', times: ' times', plain: '' };

/** A number that a verdict goes by: "5 %", "−2 points", "0.98". Without an amount it needs no unit. */
export function limitText(value: number, unit: ScoreUnit): string {
  const isShare = unit === 'percent' || unit === 'points';
  const text = String(isShare ? Number((value * 100).toPrecision(12)) : value).replace('-', '\u2212');
  return isShare && value !== 0 ? `${text}${AFTER[unit]}` : text;
}

export function scoreNumbers({
  unit,
  ours,
  limits,
  predicted = null,
}: {
  readonly unit: ScoreUnit;
  readonly ours: Pick<Interval, 'mean' | 'low' | 'high'>;
  readonly limits: readonly number[];
  readonly predicted?: number | null;
}): ScoreNumbers {
  const isShare = unit === 'percent' || unit === 'points';
  const scaled = (value: number): number => (isShare ? Number((value * 100).toPrecision(12)) : value);
  const measured = { mean: scaled(ours.mean), low: scaled(ours.low), high: scaled(ours.high) };
  const needed = decimalsOf(measured, unit === 'percent' ? limits.map(scaled) : [0, ...limits.map(scaled)]);
  // Shares are written with one decimal throughout the lab, and published with as many; more only where a limit asks for them.
  const isPublished = unit === 'percent' && limits.length === 0;
  const decimals = isPublished ? 1 : isShare ? Math.max(1, needed) : needed;
  const write = (value: number): string => writtenWith(decimals, value);
  return {
    ours: Number.isFinite(measured.mean) ? `${write(measured.mean)}${AFTER[unit]}` : '–',
    interval: Number.isFinite(measured.low) ? `${write(measured.low)} to ${write(measured.high)}` : null,
    predicted: predicted === null ? null : `${write(scaled(predicted))}${AFTER[unit]}`,
  };
}
