/** Adds to the distances of runs how far each can have come, from the gradient norms that the history holds. */
import type { Condition } from '#core/experiment/plan';
import { reachRule, stepsAdded } from '#core/probes/reach';
import type { DistancesResult, RunDistances } from '#core/probes/results';
import type { Store, StoredRun } from '#lab/ports/store';

const POINTS = 400;

interface Place {
  readonly run: StoredRun;
  readonly condition: Condition;
}

export function withReach(result: DistancesResult, place: (runId: string) => Place, store: Pick<Store, 'series'>): DistancesResult {
  return { ...result, runs: result.runs.map((run) => ({ ...run, reach: reachOf(place(run.runId), store) })) };
}

function reachOf({ run, condition }: Place, store: Pick<Store, 'series'>): RunDistances['reach'] {
  const { optimizer, schedule } = condition;
  const rule = reachRule(optimizer);
  if (rule === null || run.update === 0) return null;
  const step = Math.ceil(run.update / POINTS);
  const update = [0];
  const radius = [0];
  for (let from = 0; from < run.update; from += step) {
    const to = Math.min(run.update, from + step);
    const norms = store.series(run.id, 'gradientNorm', from, to, to - from).mean;
    update.push(to);
    radius.push(stepsAdded(radius[radius.length - 1], norms, from, optimizer, schedule));
  }
  // A run that did not write its gradient norms down leaves nothing to add up.
  return Number.isFinite(radius[radius.length - 1]) && radius[radius.length - 1] > 0
    ? { update: Float64Array.from(update), radius: Float64Array.from(radius), rule }
    : null;
}
