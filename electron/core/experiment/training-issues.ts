/** What is wrong, or unlikely to be meant, in the optimizer, the schedules and the batches of a design. */
import type { DataShape } from '#core/data/table';
import { trainingRowCount } from '#core/data/training-rows';
import { batchTimeline, sizeInRows } from '#core/experiment/batches';
import { predictsClasses } from '#core/experiment/loss';
import { unreadSettings } from '#core/experiment/optimizers';
import { error, warning } from '#core/experiment/parse';
import { needsLength } from '#core/experiment/schedules';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { Issue } from '#core/failure';
import { updateAtEpoch, type Timeline } from '#core/schedule/timeline';

/** Sizes larger than the data, and changes of size that do not follow each other. */
export function batchIssues({ batch }: ExperimentSpec, trainingRows: number): Issue[] {
  const issues: Issue[] = [];
  const rows = trainingRows.toLocaleString('en-US');
  const check = (path: string, size: number | 'full'): void => {
    if (size !== 'full' && size > trainingRows) {
      const words = `Batch ${size.toLocaleString('en-US')} is larger than the ${rows} training samples. Use "full" or at most ${rows}.`;
      issues.push(error(path, words));
    }
  };
  check('batch.size', batch.size);
  const { kind, unit, changes, most } = batch.schedule;
  if (kind === 'multiply') {
    check('batch.schedule.most', most);
    if (sizeInRows(most, trainingRows) < sizeInRows(batch.size, trainingRows)) {
      issues.push(error('batch.schedule.most', `is smaller than the first batch size, ${String(batch.size)}. Make it larger.`));
    }
  }
  if (kind !== 'changes') return issues;
  if (changes.length === 0) issues.push(error('batch.schedule.changes', 'needs at least one change, e.g. {"at": 30, "size": 256}.'));
  for (const [index, change] of changes.entries()) {
    check(`batch.schedule.changes.${String(index)}.size`, change.size);
    const before = changes[index - 1] as (typeof changes)[number] | undefined;
    if (before !== undefined && change.at <= before.at) {
      const words = `must come after the change before it (${String(before.at)} ${unit}), but is ${String(change.at)}.`;
      issues.push(error(`batch.schedule.changes.${String(index)}.at`, `${words} Write the changes in ascending order.`));
    }
    if (unit === 'updates' && !Number.isInteger(change.at)) {
      const words = `must be a whole number of updates, but is ${String(change.at)}.`;
      issues.push(error(`batch.schedule.changes.${String(index)}.at`, words));
    }
  }
  return issues;
}

/** A learning-rate schedule that cannot be followed within the run. */
export function scheduleIssues({ schedule, budget }: ExperimentSpec, timeline: Timeline, updates: number): Issue[] {
  const { kind, unit, warmUp, milestones } = schedule;
  const issues: Issue[] = [];
  if (kind === 'milestones' && milestones.length === 0) {
    issues.push(error('schedule.milestones', `needs at least one point, in ${unit}, e.g. [30, 60, 80].`));
  }
  const fallen = milestones.findIndex((point, index) => index > 0 && point <= milestones[index - 1]);
  if (kind === 'milestones' && fallen !== -1) {
    const words = `must be greater than the point before it, ${String(milestones[fallen - 1])}, but is ${String(milestones[fallen])}.`;
    issues.push(error(`schedule.milestones.${String(fallen)}`, `${words} Write the points in ascending order.`));
  }
  if (needsLength(kind) && budget.unit === 'seconds') {
    const words = 'needs to know how many updates there will be, which a budget in seconds does not tell.';
    issues.push(error('schedule.kind', `"${kind}" ${words} Use a budget in epochs, updates or samples, or "step".`));
  }
  if (kind === 'oneCycle' && warmUp > 0) {
    issues.push(error('schedule.warmUp', 'must be 0 with "oneCycle", which has its own warm-up: set "rise" instead.'));
  }
  const warmUpUpdates = unit === 'epochs' ? updateAtEpoch(timeline, warmUp) : warmUp;
  if (warmUp > 0 && warmUpUpdates >= updates) {
    const [long, whole] = [Math.round(warmUpUpdates), updates].map((count) => count.toLocaleString('en-US'));
    const words = `takes ${long} updates, but the run makes only ${whole}: it would never train at its full rate.`;
    issues.push(error('schedule.warmUp', `${words} Shorten it or raise the budget.`));
  }
  return issues;
}

/** Settings that have no effect in any condition. */
export function trainingWarnings(spec: ExperimentSpec, cells: readonly ExperimentSpec[], shape: DataShape, longest: number): Issue[] {
  // Conditions of the same optimizer share it.
  const unread = [...new Set(cells.map((cell) => cell.optimizer))].map(unreadSettings);
  const never = unread[0].filter((name) => unread.every((names) => names.includes(name)));
  const kinds = [...new Set(cells.map((cell) => cell.optimizer.kind))].join(', ');
  const issues = never.map((name) => warning(`optimizer.${name}`, `has no effect: ${kinds} does not use it. Set it back to its default.`));
  const { kind, changes } = spec.batch.schedule;
  if (kind === 'changes') {
    const changesWithin = (updates: number): number =>
      Math.max(...cells.map(({ batch, data }) => batchTimeline(batch, trainingRowCount(data, shape), updates).phases.length - 1));
    const [reached, distinct] = [longest, Infinity].map(changesWithin);
    if (reached < distinct) {
      const words = `The last of the ${String(changes.length)} changes of the batch size comes after the end of every run.`;
      issues.push(warning('batch.schedule.changes', words));
    }
  }
  if (spec.labelSmoothing > 0 && !predictsClasses(spec.loss)) {
    issues.push(warning('labelSmoothing', 'has no effect: only cross-entropy has labels to smooth. Set it back to 0.'));
  }
  return issues;
}
