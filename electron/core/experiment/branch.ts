/** The condition of a run that is gone on from at an update with something changed: the same up to there, other batches or rates after. */
import { laterBatches, sizeInRows, type BatchSize } from '#core/experiment/batches';
import type { Condition } from '#core/experiment/plan';
import { rateSchedule } from '#core/experiment/schedules';
import type { ExperimentSpec } from '#core/experiment/spec';
import { evaluationUpdates, updatesWithin } from '#core/schedule/arithmetic';
import type { RateSchedule } from '#core/schedule/learning-rate';
import { samplesAfter, type Timeline, timelineWith, withPhase } from '#core/schedule/timeline';

/** At least one of the two. What is left out stays as it was; the learning rate is the one that a schedule multiplies. */
export interface BranchChange {
  readonly batchSize?: BatchSize;
  readonly learningRate?: number;
}

export interface Branch {
  readonly condition: Condition;
  /** Updates left to make under the design's budget; a branch without any cannot be trained. */
  readonly updatesLeft: number;
}

/** `spec` is the design of this condition alone, with its values in place; the run's updates before `update` have been made. */
export function branchOf(condition: Condition, spec: ExperimentSpec, update: number, change: BranchChange): Branch {
  const timeline = branchTimeline(condition, update, change);
  const updates = change.batchSize === undefined ? condition.length.updates : updatesWithin(spec.budget, timeline);
  const samples = samplesAfter(timeline, updates);
  return {
    updatesLeft: updates - update,
    condition: {
      ...condition,
      index: 0,
      factors: {},
      schedule: branchSchedule(condition, spec, update, change, timeline, updates),
      laterBatches: laterBatches(timeline),
      length: { ...condition.length, updates },
      samples,
      epochs: samples / timeline.rows,
      evaluateAt:
        change.batchSize === undefined
          ? condition.evaluateAt
          : evaluationUpdates(spec.budget, updates, spec.record.evaluateEvery, timeline),
    },
  };
}

function branchTimeline(condition: Condition, update: number, { batchSize }: BranchChange): Timeline {
  const { data, remainder } = condition;
  const timeline = (later: Condition['laterBatches']): Timeline => timelineWith(data.trainingRows, condition.batchSize, later, remainder);
  if (batchSize === undefined) return timeline(condition.laterBatches);
  // Changes that the design would have made later give way to this one.
  const before = timeline(condition.laterBatches.filter(({ fromUpdate }) => fromUpdate < update));
  return withPhase(before, { fromUpdate: update, size: sizeInRows(batchSize, data.trainingRows) }, remainder);
}

function branchSchedule(
  condition: Condition,
  spec: ExperimentSpec,
  update: number,
  { batchSize, learningRate }: BranchChange,
  timeline: Timeline,
  updates: number,
): RateSchedule {
  const { schedule, optimizer } = condition;
  const last = schedule.changes?.at(-1);
  // Courses that are counted in epochs, or end with the budget, are laid over the new updates; one that follows the evaluations goes on.
  const isLaidAnew = batchSize !== undefined && schedule.course.kind !== 'plateau';
  const next = {
    fromUpdate: update,
    factor: learningRate === undefined ? (last?.factor ?? 1) : learningRate / optimizer.learningRate,
    schedule: isLaidAnew ? rateSchedule(spec.schedule, timeline, updates) : (last?.schedule ?? null),
  };
  return { ...schedule, changes: [...(schedule.changes ?? []).filter(({ fromUpdate }) => fromUpdate < update), next] };
}
