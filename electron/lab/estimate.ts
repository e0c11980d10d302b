/** How long a plan will take on this computer, from what the engine measured. */
import type { Condition, Plan } from '#core/experiment/plan';
import { largestBatch } from '#core/schedule/batch-of';
import type { Steps } from '#core/steps';
import { updateSeconds } from '#lab/pace';
import type { EnginePool } from '#lab/ports/engines';

export interface PlanSeconds {
  /** Wall time that all replicates of each condition add, in the plan's order; null before anything was measured. */
  readonly conditions: readonly (number | null)[];
  readonly total: number | null;
  /** The same plan with a single seed. */
  readonly oneSeed: number | null;
}

export function totalSeconds(plan: Plan, pool: EnginePool | null): number | null {
  return sum(plan.conditions.map((condition) => secondsOf(condition, plan.replicates, pool)));
}

/** A condition a step. */
export function* planSeconds({ conditions, replicates }: Plan, pool: EnginePool | null): Steps<PlanSeconds> {
  const all: (number | null)[] = [];
  const oneSeed: (number | null)[] = [];
  for (const condition of conditions) {
    yield;
    all.push(secondsOf(condition, replicates, pool));
    oneSeed.push(secondsOf(condition, 1, pool));
  }
  return { conditions: all, total: sum(all), oneSeed: sum(oneSeed) };
}

function sum(seconds: readonly (number | null)[]): number | null {
  return seconds.every((one) => one !== null) ? seconds.reduce((all, one) => all + one, 0) : null;
}

function secondsOf(condition: Condition, replicates: number, pool: EnginePool | null): number | null {
  if (pool === null) return null;
  if (condition.length.seconds !== null) return (condition.length.seconds * replicates) / pool.places;
  const stack = Math.max(1, Math.min(pool.stackLimit(condition.model, largestBatch(condition)), replicates));
  const perUpdate = updateSeconds(condition, stack, pool);
  return perUpdate === null ? null : (perUpdate * condition.length.updates * replicates) / stack / pool.places;
}
