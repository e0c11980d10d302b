/** How long a plan will take on this computer, from what the engine measured. */
import type { Condition, Plan } from '#core/experiment/plan';
import { largestBatch } from '#core/schedule/batch-of';
import { updateSeconds } from '#lab/pace';
import type { EnginePool } from '#lab/ports/engines';

/** Seconds of wall time that all replicates of each condition add, in the plan's order; null before anything was measured. */
export function conditionSeconds(plan: Plan, pool: EnginePool | null): readonly (number | null)[] {
  return plan.conditions.map((condition) => (pool === null ? null : secondsOf(condition, plan.replicates, pool)));
}

export function totalSeconds(plan: Plan, pool: EnginePool | null): number | null {
  const seconds = conditionSeconds(plan, pool);
  return seconds.every((one) => one !== null) ? seconds.reduce((sum, one) => sum + one, 0) : null;
}

function secondsOf(condition: Condition, replicates: number, pool: EnginePool): number | null {
  if (condition.length.seconds !== null) return (condition.length.seconds * replicates) / pool.places;
  const stack = Math.max(1, Math.min(pool.stackLimit(condition.model, largestBatch(condition)), replicates));
  const perUpdate = updateSeconds(condition, stack, pool);
  return perUpdate === null ? null : (perUpdate * condition.length.updates * replicates) / stack / pool.places;
}
