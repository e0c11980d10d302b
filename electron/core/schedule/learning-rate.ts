/** Learning-rate schedules as pure functions: what the learning rate is multiplied by at an update. Everything is counted in updates. */
import type { PlateauRule, Reductions } from '#core/schedule/plateau';

/** The course of the factor after the warm-up. `total`: updates of the whole run. */
export type RateCourse =
  | { readonly kind: 'constant' }
  /** Times `decay` after every `every` updates. */
  | { readonly kind: 'step'; readonly every: number; readonly decay: number }
  /** Times `decay` at each of the ascending updates. */
  | { readonly kind: 'milestones'; readonly at: readonly number[]; readonly decay: number }
  /** Times `decay` in the course of every `every` updates, a little at each. */
  | { readonly kind: 'exponential'; readonly every: number; readonly decay: number }
  /** From 1 to `end`: end + (1 - end) (1 - progress)^power; linear with power 1. */
  | { readonly kind: 'polynomial'; readonly total: number; readonly end: number; readonly power: number }
  /** From 1 to `end` along half a cosine (Loshchilov and Hutter 2017, equation 5, one cycle). */
  | { readonly kind: 'cosine'; readonly total: number; readonly end: number }
  /** 1 / startDivisor up to 1, then down to 1 / (startDivisor endDivisor), along cosines (Smith and Topin 2018; PyTorch's OneCycleLR). */
  | {
      readonly kind: 'oneCycle';
      readonly total: number;
      readonly rise: number;
      readonly startDivisor: number;
      readonly endDivisor: number;
    }
  /** Times `decay` whenever a metric has not got better for a while: `reductions` are those that a run has had so far. */
  | ({ readonly kind: 'plateau'; readonly reductions: Reductions } & PlateauRule);

export interface RateSchedule {
  /** Updates over which the factor first rises in a straight line: (update + 1) / warmUp (Goyal et al. 2017, section 2.2). */
  readonly warmUp: number;
  readonly course: RateCourse;
  /** What a run that was branched follows from some update on, ascending; left out where nothing was changed. */
  readonly changes?: readonly RateChange[];
}

/** From an update on: times `factor` what this schedule says, or another one that counts from the start of the run like this one. */
export interface RateChange {
  readonly fromUpdate: number;
  readonly factor: number;
  readonly schedule: RateSchedule | null;
}

export const CONSTANT_RATE: RateSchedule = { warmUp: 0, course: { kind: 'constant' } };

export function isConstantRate(schedule: RateSchedule): boolean {
  return schedule.warmUp === 0 && schedule.course.kind === 'constant' && schedule.changes === undefined;
}

/** The schedule of a run on a plateau schedule after its reductions. */
export function withReductions(schedule: RateSchedule, reductions: Reductions): RateSchedule {
  return schedule.course.kind === 'plateau' ? { ...schedule, course: { ...schedule.course, reductions } } : schedule;
}

/** Factors are never smaller, and so never zero: a rate a million million times smaller changes no weight any more. */
const LEAST = 1e-12;

/**
 * The factor for update `update`, 0-based; at least 1e-12. Steps and milestones count from the start of the run; exponential,
 * polynomial and cosine courses begin when the warm-up ends.
 */
export function rateFactor(schedule: RateSchedule, update: number): number {
  const change = schedule.changes?.findLast(({ fromUpdate }) => fromUpdate <= update);
  return Math.max(LEAST, exactFactor(change?.schedule ?? schedule, update) * (change?.factor ?? 1));
}

function exactFactor({ warmUp, course }: RateSchedule, update: number): number {
  const rise = update < warmUp ? (update + 1) / warmUp : 1;
  const since = Math.max(0, update - warmUp);
  switch (course.kind) {
    case 'constant':
      return rise;
    case 'step':
      return rise * course.decay ** Math.floor(update / course.every);
    case 'milestones':
      return rise * course.decay ** passed(course.at, update);
    case 'exponential':
      return rise * course.decay ** (since / course.every);
    case 'polynomial':
      return rise * (course.end + (1 - course.end) * (1 - progress(since, course.total - warmUp)) ** course.power);
    case 'cosine':
      return rise * along(1, course.end, progress(since, course.total - warmUp));
    case 'oneCycle': {
      const start = 1 / course.startDivisor;
      // As in PyTorch, the peak is update rise * total - 1 and the last update has the last value.
      const peak = course.rise * course.total - 1;
      const last = course.total - 1;
      if (update <= peak) return along(start, 1, peak <= 0 ? 1 : update / peak);
      return along(1, start / course.endDivisor, last <= peak ? 1 : Math.min(1, (update - peak) / (last - peak)));
    }
    case 'plateau': {
      const { count, since } = course.reductions;
      return rise * Math.max(course.least, course.decay ** (update < since ? count - 1 : count));
    }
    default:
      return course satisfies never;
  }
}

/** How many of the ascending points are behind. */
function passed(points: readonly number[], update: number): number {
  const next = points.findIndex((point) => point > update);
  return next === -1 ? points.length : next;
}

/** Share of `length` updates that are behind; below 1 inside the run. */
function progress(since: number, length: number): number {
  return length <= 0 ? 0 : Math.min(1, since / length);
}

/** From `from` to `to` along half a cosine. */
function along(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
