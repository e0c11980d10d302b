/** The learning rate and the batch size that a run has had so far: worked out from its condition, and where the rate follows the data from its evaluations. */
import type { Condition } from '#core/experiment/plan';
import { rateFactor } from '#core/schedule/learning-rate';
import { NOT_WAITING } from '#core/schedule/patience';
import { afterEvaluation, NO_REDUCTIONS, type Reductions } from '#core/schedule/plateau';
import { withReductions } from '#core/schedule/learning-rate';
import { phaseAt, samplesAfter, timelineWith } from '#core/schedule/timeline';
import type { ProgressAxis } from '#core/series/axis';
import { valueAt } from '#core/series/value-at';
import type { RunColumns } from '#renderer/charts/condition-curves.ts';

export interface CourseInEffect {
  /** On the axis that was asked for. */
  readonly x: readonly number[];
  readonly learningRate: readonly number[];
  readonly batchSize: readonly number[];
}

/** Points of a curve: more than a small chart can tell apart. */
const POINTS = 300;

/** Up to update `update`; on the axis of seconds up to the last evaluation, since times in between are not known. */
export function courseInEffect(
  condition: Condition,
  trainingRows: number,
  run: { readonly columns: RunColumns; readonly update: number },
  axis: ProgressAxis,
): CourseInEffect {
  const { schedule, optimizer, batchSize, laterBatches, remainder } = condition;
  const timeline = timelineWith(trainingRows, batchSize, laterBatches, remainder);
  const reductions = reductionsOf(condition, run.columns);
  const rateAt = (update: number): number => {
    const had = reductions.findLast(({ since }) => since <= update) ?? NO_REDUCTIONS;
    return optimizer.learningRate * rateFactor(withReductions(schedule, had), update);
  };
  const place = {
    updates: (update: number) => update,
    samples: (update: number) => samplesAfter(timeline, update),
    epochs: (update: number) => samplesAfter(timeline, update) / trainingRows,
    seconds: (update: number) => valueAt(run.columns.update, run.columns.seconds, update),
  }[axis];
  const updates = drawnUpdates(condition, run.update, reductions).filter((update) => Number.isFinite(place(update)));
  // A course is that of the update that comes next; behind the last one there is none.
  const inRun = (update: number): number => Math.min(update, condition.length.updates - 1);
  return {
    x: updates.map(place),
    learningRate: updates.map((update) => rateAt(inRun(update))),
    batchSize: updates.map((update) => phaseAt(timeline, inRun(update)).size),
  };
}

/** Every reduction of a rate that follows the data, ascending. */
function reductionsOf({ schedule: { course } }: Condition, columns: RunColumns): readonly Reductions[] {
  if (course.kind !== 'plateau') return [];
  const found: Reductions[] = [];
  let state = { waiting: NOT_WAITING, reductions: NO_REDUCTIONS };
  const split = (loss: number, score: number) => (Number.isNaN(loss) ? null : { loss, score });
  for (let index = 0; index < columns.update.length; index++) {
    const next = afterEvaluation(course, state, {
      update: columns.update[index],
      train: { loss: columns.trainLoss[index], score: columns.trainScore[index] },
      validation: split(columns.validationLoss[index], columns.validationScore[index]),
      test: split(columns.testLoss[index], columns.testScore[index]),
    });
    if (next.reductions.count > state.reductions.count) found.push(next.reductions);
    state = next;
  }
  return found;
}

/** Evenly spread updates, those at which something jumps, and the present one. */
function drawnUpdates(condition: Condition, update: number, reductions: readonly Reductions[]): readonly number[] {
  const even = Array.from({ length: POINTS }, (_, step) => Math.floor((step * update) / POINTS));
  const { course, warmUp } = condition.schedule;
  const jumps = [
    warmUp,
    ...(course.kind === 'milestones' ? course.at : []),
    ...condition.laterBatches.map(({ fromUpdate }) => fromUpdate),
    ...reductions.map(({ since }) => since),
  ].flatMap((at) => [at - 1, at]);
  // The first one is far from the others on a log axis.
  return [...new Set([...even, ...(update >= 1 ? [1] : []), ...jumps.filter((at) => at > 0 && at < update), update])].sort((a, b) => a - b);
}
