/** How batches are made: their size, its changes during a run, the sampling, the remainder; and the timeline that follows. */
import { z } from 'zod';
import type { BatchPhase, Timeline } from '#core/schedule/timeline';
import { timelineOf, updateAtEpoch, withPhase } from '#core/schedule/timeline';

const positiveInteger = z.int().min(1);
export const batchSizeSchema = z.union([positiveInteger, z.literal('full')]);

/** Changes of the batch size during a run (Smith et al. 2018: increase it instead of decaying the learning rate). */
const batchScheduleSchema = z.strictObject({
  kind: z.enum(['constant', 'changes', 'multiply']).default('constant'),
  /** What `at` and `every` count. */
  unit: z.enum(['epochs', 'updates']).default('epochs'),
  /** `changes`: the size from that point on, ascending. */
  changes: z
    .array(z.strictObject({ at: z.number().gt(0).max(1e9), size: batchSizeSchema }))
    .max(1000)
    .default([]),
  /** `multiply`: by so much, every so often, up to so many. */
  by: z.number().min(1.1).max(1000).default(2),
  every: z.number().gt(0).max(1e9).default(30),
  most: batchSizeSchema.default('full'),
});

export const batchSchema = z.strictObject({
  size: batchSizeSchema,
  /** The incomplete last batch of an epoch: kept (its mean counts as much as any), dropped, or kept and weighted by its size. */
  remainder: z.enum(['keep', 'drop', 'weightBySize']).default('keep'),
  /** A new order of all rows every epoch, or independent draws. */
  sampling: z.enum(['shuffle', 'replacement']).default('shuffle'),
  schedule: batchScheduleSchema.default(() => batchScheduleSchema.parse({})),
});

export type BatchSpec = z.output<typeof batchSchema>;
export type BatchSize = z.output<typeof batchSizeSchema>;

/** All settings at their defaults but the size. */
export function batchDefaults(size: BatchSize): BatchSpec {
  return batchSchema.parse({ size });
}

export function sizeInRows(size: BatchSize, trainingRows: number): number {
  return size === 'full' ? trainingRows : size;
}

/**
 * The timeline of a run. Throws nothing: changes that do not ascend, or lie after `mostUpdates`, are left out (validation names the
 * first, a warning the second).
 */
export function batchTimeline(batch: BatchSpec, trainingRows: number, mostUpdates = Infinity): Timeline {
  let timeline = timelineOf(trainingRows, sizeInRows(batch.size, trainingRows), batch.remainder);
  const add = (at: number, size: number): boolean => {
    const fromUpdate = Math.round(batch.schedule.unit === 'epochs' ? updateAtEpoch(timeline, at) : at);
    const last = timeline.phases[timeline.phases.length - 1];
    if (fromUpdate <= last.fromUpdate || fromUpdate >= mostUpdates) return false;
    if (Math.min(size, trainingRows) !== last.size) timeline = withPhase(timeline, { fromUpdate, size }, batch.remainder);
    return true;
  };
  const { kind, changes, by, every } = batch.schedule;
  if (kind === 'changes') for (const { at, size } of changes) add(at, sizeInRows(size, trainingRows));
  if (kind === 'multiply') {
    const most = Math.min(trainingRows, sizeInRows(batch.schedule.most, trainingRows));
    for (let step = 1, size = timeline.phases[0].size; size < most; step++) {
      size = Math.min(most, Math.max(size + 1, Math.round(size * by)));
      if (!add(step * every, size)) break;
    }
  }
  return timeline;
}

/** The changes of a timeline after its first size. */
export function laterBatches(timeline: Timeline): readonly BatchPhase[] {
  return timeline.phases.slice(1).map(({ fromUpdate, size }) => ({ fromUpdate, size }));
}
