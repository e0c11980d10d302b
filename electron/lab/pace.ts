/** How much work is left in a set of runs, in seconds of one place, by the engine's measurements or a rough model. */
import type { Condition } from '#core/experiment/plan';
import { largestBatch, meanBatch } from '#core/schedule/batch-of';
import { relativeCost } from '#core/schedule/relative-cost';
import { stackRuns, type StackingRules, wallSeconds } from '#core/schedule/stacks';
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
  pool: TrainingCosts,
  rules: StackingRules,
): number | null {
  const { runs, before, elapsedSeconds } = progress;
  const remaining = predictedSeconds(runs, before, conditions, rules);
  const done = predictedSeconds(before, before, conditions, rules) - remaining;
  if (done > 0.02 * (done + remaining) && elapsedSeconds > 0.5) return (elapsedSeconds * remaining) / done;
  const isMeasured = conditions.every((one) => pool.secondsPerUpdate(one.model, one.batchSize, 1) !== null);
  return isMeasured ? remaining : null;
}

/** Until all is done, in the stacks that the runs were put into `before`. Runs that ended cost nothing. */
function predictedSeconds(
  runs: readonly StoredRun[],
  before: readonly StoredRun[],
  conditions: readonly Condition[],
  rules: StackingRules,
): number {
  const now = new Map(runs.map((run) => [run.id, run]));
  const pending = before.filter(isToTrain).map(({ id, condition, replicate, update }) => {
    return { runId: id, condition: conditions[condition], replicate, fromUpdate: update };
  });
  const costs = stackRuns(pending, rules).map((stack) => {
    const left = stack.runs.flatMap(({ runId, condition }) => {
      const run = now.get(runId);
      return run === undefined || !isToTrain(run) ? [] : [{ length: condition.length, run }];
    });
    // The seconds of a budget are the shares of one run.
    const shares = left.map(({ length, run }) => (length.seconds === null ? 0 : Math.max(0, length.seconds - run.seconds)));
    const updates = left.map(({ length, run }) => (length.seconds === null ? length.updates - run.update : 0));
    const perUpdate = rules.costPerUpdate(stack.runs[0].condition, stack.runs.length);
    return Math.max(0, ...updates) * perUpdate + shares.reduce((sum, one) => sum + one, 0);
  });
  return wallSeconds(costs, rules.places);
}

function isToTrain({ status }: StoredRun): boolean {
  return status === 'waiting' || status === 'training';
}
