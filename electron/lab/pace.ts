/** How much work is left in a set of runs, in seconds of one place, by the engine's measurements or a rough model. */
import type { Condition } from '#core/experiment/plan';
import { largestBatch, meanBatch } from '#core/schedule/batch-of';
import { relativeCost } from '#core/schedule/relative-cost';
import type { StackingRules } from '#core/schedule/stacks';
import type { EnginePool } from '#lab/ports/engines';
import type { StoredRun } from '#lab/ports/store';

export function stackingRules(pool: EnginePool): StackingRules {
  return {
    places: pool.places,
    limit: (condition) => pool.stackLimit(condition.model, largestBatch(condition)),
    costPerUpdate: (condition, runs) => {
      const batchSize = meanBatch(condition);
      return pool.secondsPerUpdate(condition.model, batchSize, runs) ?? relativeCost(condition.model, batchSize, runs);
    },
  };
}

/** Cost of what the runs still have to do. Runs that ended cost nothing. */
export function remainingCost(
  runs: readonly Pick<StoredRun, 'condition' | 'status' | 'update' | 'seconds'>[],
  conditions: readonly Condition[],
  replicates: number,
  rules: StackingRules,
): number {
  const perUpdate = conditions.map((condition) => {
    const stack = Math.max(1, Math.min(rules.limit(condition), replicates));
    return rules.costPerUpdate(condition, stack) / stack;
  });
  return runs
    .filter((run) => run.status === 'waiting' || run.status === 'training')
    .reduce((sum, run) => {
      const { length } = conditions[run.condition];
      if (length.seconds !== null) return sum + Math.max(0, length.seconds - run.seconds);
      return sum + (length.updates - run.update) * perUpdate[run.condition];
    }, 0);
}
