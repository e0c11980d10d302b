/**
 * The lab's model of time, in seconds of one place. A stack takes what it takes to begin and to end, its updates, and its evaluations,
 * each of which interrupts the updates. What these cost is measured of the engine, see `ports/engines`.
 */
import type { Condition } from '#core/experiment/plan';
import { largestBatch, meanBatch } from '#core/schedule/batch-of';
import { relativeCost } from '#core/schedule/relative-cost';
import type { StackingRules } from '#core/schedule/stacks';
import type { TrainingCosts } from '#lab/ports/engines';

export function stackingRules(pool: TrainingCosts): StackingRules {
  return {
    places: pool.places,
    limit: (condition) => pool.stackLimit(condition.model, largestBatch(condition)),
    cost: (condition, runs, fromUpdate) => {
      const known = stackSeconds(condition, runs, fromUpdate, pool);
      return known ?? relativeCost(condition.model, meanBatch(condition), runs) * (condition.length.updates - fromUpdate);
    },
  };
}

/** All of a stack that goes on from an update; null before anything was measured. */
export function stackSeconds(condition: Condition, runs: number, fromUpdate: number, pool: TrainingCosts): number | null {
  const fixed = pool.secondsPerStack(condition.model, runs);
  const training = trainingSeconds(condition, runs, { from: fromUpdate, to: condition.length.updates }, pool);
  return fixed === null || training === null ? null : fixed + training;
}

/** Updates `from` + 1 to `to` of a stack with their evaluations; null before anything was measured. */
export function trainingSeconds(
  condition: Condition,
  runs: number,
  { from, to }: { readonly from: number; readonly to: number },
  pool: TrainingCosts,
): number | null {
  const { model, optimizer, batchSize, laterBatches, length } = condition;
  // The seconds of a budget are the shares of one run, whose updates to come nobody knows.
  if (length.seconds !== null) return (length.seconds * runs * (to - from)) / length.updates;
  const phases = [{ fromUpdate: 0, size: batchSize }, ...laterBatches];
  let seconds = 0;
  for (const [index, phase] of phases.entries()) {
    const begin = Math.max(from, phase.fromUpdate);
    const end = Math.min(to, phases.at(index + 1)?.fromUpdate ?? length.updates);
    if (end <= begin) continue;
    const update = pool.secondsPerUpdate(model, phase.size, runs, optimizer.kind);
    const evaluation = evaluationSeconds(condition, runs, phase.size, pool);
    if (update === null || evaluation === null) return null;
    seconds += (end - begin) * update + evaluationsBetween(condition, begin, end) * evaluation;
  }
  return seconds;
}

/** One evaluation of a stack with all that is measured at it, and what the interruption costs the updates around it. */
function evaluationSeconds(condition: Condition, runs: number, batchSize: number, pool: TrainingCosts): number | null {
  const { model, optimizer, noiseScale } = condition;
  const evaluation = pool.secondsPerEvaluation(model, evaluatedRows(condition), runs, noiseScale);
  const stop = pool.secondsPerStop(model, batchSize, runs, optimizer.kind);
  return evaluation === null || stop === null ? null : evaluation + stop;
}

/** Rows of all parts of the data, as far as they are fractions of the same rows. */
function evaluatedRows({ data: { trainingRows, split } }: Condition): number {
  return split.train === 0 ? trainingRows : (trainingRows * (split.train + split.validation + split.test)) / split.train;
}

/** After update `from` and up to `to`; the one before the first update belongs to it. */
function evaluationsBetween({ evaluateAt }: Condition, from: number, to: number): number {
  return firstAfter(evaluateAt, to) - (from === 0 ? 0 : firstAfter(evaluateAt, from));
}

/** Position of the first of ascending updates behind an update. */
function firstAfter(ascending: readonly number[], update: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= update) low = middle + 1;
    else high = middle;
  }
  return low;
}
