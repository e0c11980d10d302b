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
      return updateSeconds(condition, runs, pool) ?? relativeCost(condition.model, meanBatch(condition), runs);
    },
  };
}

/** Seconds of one update of a stack, with its share of the evaluations; null before anything was measured. */
export function updateSeconds(condition: Condition, runs: number, pool: EnginePool): number | null {
  const { model, optimizer, evaluateAt, length } = condition;
  const update = pool.secondsPerUpdate(model, meanBatch(condition), runs, optimizer.kind);
  const evaluation = pool.secondsPerEvaluation(model, evaluatedRows(condition), runs);
  if (update === null || evaluation === null) return null;
  return update + (evaluation * evaluateAt.length) / Math.max(1, length.updates);
}

/** Rows of all parts of the data, as far as they are fractions of the same rows. */
function evaluatedRows({ data: { trainingRows, split } }: Condition): number {
  return split.train === 0 ? trainingRows : (trainingRows * (split.train + split.validation + split.test)) / split.train;
}

/**
 * Time left at the pace so far, which began with the runs as they were `before`; before much was done, what the engine's measurements
 * predict, and null where it has none.
 */
export function remainingSeconds(
  progress: { readonly runs: readonly StoredRun[]; readonly before: readonly StoredRun[]; readonly elapsedSeconds: number },
  conditions: readonly Condition[],
  replicates: number,
  pool: EnginePool,
  rules: StackingRules,
): number | null {
  const { runs, before, elapsedSeconds } = progress;
  const remaining = remainingCost(runs, conditions, replicates, rules);
  const done = remainingCost(before, conditions, replicates, rules) - remaining;
  if (done > 0.02 * (done + remaining) && elapsedSeconds > 0.5) return (elapsedSeconds * remaining) / done;
  const isMeasured = conditions.every((one) => pool.secondsPerUpdate(one.model, one.batchSize, 1) !== null);
  return isMeasured ? remaining / pool.places : null;
}

/** Cost of what the runs still have to do. Runs that ended cost nothing. */
function remainingCost(
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
