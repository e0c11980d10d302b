/** Learning-rate schedules of an experiment: one flat schema, so that kind and numbers can be varied, and what it means in updates. */
import { z } from 'zod';
import { WATCHABLE } from '#core/series/target';
import { CONSTANT_RATE, type RateCourse, type RateSchedule } from '#core/schedule/learning-rate';
import { NO_REDUCTIONS } from '#core/schedule/plateau';
import { updateAtEpoch, type Timeline } from '#core/schedule/timeline';

export const scheduleSchema = z.strictObject({
  kind: z.enum(['constant', 'step', 'milestones', 'exponential', 'polynomial', 'cosine', 'oneCycle', 'plateau']),
  /** What `warmUp`, `every` and `milestones` count. */
  unit: z.enum(['epochs', 'updates']).default('epochs'),
  /** Rise in a straight line before any kind but oneCycle. */
  warmUp: z.number().min(0).max(1e9).default(0),
  /** step, milestones, exponential, plateau: the learning rate is multiplied by this (PyTorch's gamma, or factor) ... */
  decay: z.number().gt(0).max(1).default(0.1),
  /** ... every so often (step, and a little at each update exponential) ... */
  every: z.number().gt(0).max(1e9).default(30),
  /** ... or at these points (milestones). */
  milestones: z.array(z.number().gt(0).max(1e9)).max(1000).default([]),
  /** polynomial, cosine: the part of the learning rate left at the end; plateau: the part below which it never falls. */
  end: z.number().min(0).max(1).default(0),
  /** polynomial; 1 is a straight line. */
  power: z.number().gt(0).max(10).default(1),
  /** oneCycle (PyTorch's pct_start, div_factor, final_div_factor). */
  rise: z.number().gt(0).max(1).default(0.3),
  startDivisor: z.number().min(1).max(1e6).default(25),
  endDivisor: z.number().min(1).max(1e9).default(10_000),
  /** plateau: what is watched, the evaluations in a row without progress after which the rate falls, and what counts as progress. */
  metric: z.enum(WATCHABLE).default('validation.loss'),
  patience: z.int().min(1).max(1_000_000).default(10),
  /** As a part of the best value so far. */
  threshold: z.number().min(0).lt(1).default(1e-4),
});

export type ScheduleSpec = z.output<typeof scheduleSchema>;

/** A schedule with all else at its defaults. */
export function scheduleDefaults(kind: ScheduleSpec['kind']): ScheduleSpec {
  return scheduleSchema.parse({ kind });
}

/** Whether a kind must know how long the run is. */
export function needsLength(kind: ScheduleSpec['kind']): boolean {
  return kind === 'polynomial' || kind === 'cosine' || kind === 'oneCycle';
}

/** The schedule in updates, for a run of `updates`. */
export function rateSchedule(spec: ScheduleSpec, timeline: Timeline, updates: number): RateSchedule {
  const inUpdates = (amount: number): number => Math.round(spec.unit === 'epochs' ? updateAtEpoch(timeline, amount) : amount);
  const warmUp = spec.kind === 'oneCycle' ? 0 : inUpdates(spec.warmUp);
  return spec.kind === 'constant' && warmUp === 0 ? CONSTANT_RATE : { warmUp, course: course(spec, inUpdates, updates) };
}

function course(spec: ScheduleSpec, inUpdates: (amount: number) => number, total: number): RateCourse {
  const { kind, decay, end, power, rise, startDivisor, endDivisor } = spec;
  switch (kind) {
    case 'constant':
      return { kind };
    case 'step': {
      // Points rather than a period: where the batch size changes, epochs differ in length.
      if (spec.unit === 'updates') return { kind, every: Math.max(1, inUpdates(spec.every)), decay };
      const at: number[] = [];
      for (let step = 1; at.length < 1000 && inUpdates(step * spec.every) < total; step++) at.push(inUpdates(step * spec.every));
      return { kind: 'milestones', at, decay };
    }
    case 'milestones':
      return { kind, at: spec.milestones.map(inUpdates), decay };
    case 'exponential':
      return { kind, every: Math.max(1, inUpdates(spec.every)), decay };
    case 'polynomial':
      return { kind, total, end, power };
    case 'cosine':
      return { kind, total, end };
    case 'oneCycle':
      return { kind, total, rise, startDivisor, endDivisor };
    case 'plateau': {
      const { metric, patience, threshold } = spec;
      return { kind, metric, decay, patience, threshold, least: end, reductions: NO_REDUCTIONS };
    }
    default:
      return kind satisfies never;
  }
}
