/** A stretch of updates and how it is moved and scaled; always whole updates, within the run, never shorter than what can be seen. Pure. */

/** Updates `from` (counted in) to `to` (not counted in). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Fewer updates than these make no curve. */
const SHORTEST = 10;

/** The nearest stretch that lies within a run of so many updates. */
export function within({ from, to }: Stretch, updates: number): Stretch {
  const length = Math.min(updates, Math.max(SHORTEST, Math.round(Math.abs(to - from))));
  const start = Math.min(updates - length, Math.max(0, Math.round(Math.min(from, to))));
  return { from: start, to: start + length };
}

/** `around` keeps its place in the picture. */
export const scaledAround = ({ from, to }: Stretch, factor: number, around: number): Stretch => ({
  from: around - (around - from) * factor,
  to: around + (to - around) * factor,
});

/** To the right by a part of its length; at the ends of the run it stops without getting shorter. */
export function movedBy({ from, to }: Stretch, part: number, updates: number): Stretch {
  const step = Math.max(-from, Math.min(updates - to, part * (to - from)));
  return { from: from + step, to: to + step };
}
