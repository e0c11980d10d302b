/** How much work is left in a set of runs, in seconds of one place, by the engine's measurements or a rough model. */
import type { Condition } from '#core/experiment/plan';
import { largestBatch, meanBatch } from '#core/schedule/batch-of';
import { relativeCost } from '#core/schedule/relative-cost';
import type { StackingRules } from '#core/schedule/stacks';
import type { TrainingCosts } from '#lab/ports/engines';
import type { StoredRun } from '#lab/ports/store';

export function stackingRules(pool: TrainingCosts): StackingRules {
  return {
    places: pool.places,
    limit: (condition) => pool.stackLimit(condition.model, largestBatch(condition)),
    costPerUpdate: (condition, runs) => {
      return updateSeconds(condition, runs, pool) ?? relativeCost(condition.model, meanBatch(condition), runs);
    },
  };
}

/** Seconds of one update of a stack, with its share of the evaluations; null before anything was measured. */
export function updateSeconds(condition: Condition, runs: number, pool: TrainingCosts): number | null {
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
  pool: TrainingCosts,
  rules: StackingRules,
): number | null {
  const { runs, before, elapsedSeconds } = progress;
  const remaining = predictedSeconds(runs, conditions, replicates, rules);
  const done = predictedSeconds(before, conditions, replicates, rules) - remaining;
  if (done > 0.02 * (done + remaining) && elapsedSeconds > 0.5) return (elapsedSeconds * remaining) / done;
  const isMeasured = conditions.every((one) => pool.secondsPerUpdate(one.model, one.batchSize, 1) !== null);
  return isMeasured ? remaining : null;
}

/** Until all is done with every place busy, but not before the longest run is. Runs that ended cost nothing. */
function predictedSeconds(
  runs: readonly Pick<StoredRun, 'condition' | 'status' | 'update' | 'seconds'>[],
  conditions: readonly Condition[],
  replicates: number,
  rules: StackingRules,
): number {
  const perUpdate = conditions.map((condition) => {
    const stack = Math.max(1, Math.min(rules.limit(condition), replicates));
    const ofStack = rules.costPerUpdate(condition, stack);
    return { alone: rules.costPerUpdate(condition, 1), shared: ofStack / stack };
  });
  let [all, longest] = [0, 0];
  for (const { condition, status, update, seconds } of runs) {
    if (status !== 'waiting' && status !== 'training') continue;
    const { length } = conditions[condition];
    const { alone, shared } = perUpdate[condition];
    const updates = length.updates - update;
    // The seconds of a budget are the shares of one run.
    const secondsLeft = length.seconds === null ? null : Math.max(0, length.seconds - seconds);
    all += secondsLeft ?? updates * shared;
    longest = Math.max(longest, secondsLeft ?? updates * alone);
  }
  return Math.max(all / rules.places, longest);
}
