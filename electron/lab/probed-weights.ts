/** The moments of runs whose weights are known, and the weights at a moment; what cannot be had is said in a sentence. */
import type { RunMoments } from '#contract/probes';
import type { Condition } from '#core/experiment/plan';
import { LabError } from '#core/failure';
import type { Moment } from '#core/probes/questions';
import { samplesAfter, timelineWith } from '#core/schedule/timeline';
import { capital } from '#core/sentences';
import type { InspectedMoment } from '#lab/ports/inspector';
import type { Store, StoredRun } from '#lab/ports/store';

type WeightStore = Pick<Store, 'snapshotUpdates' | 'snapshot' | 'checkpoint'>;

export function epochAt(condition: Condition, update: number): number {
  const { trainingRows } = condition.data;
  const timeline = timelineWith(trainingRows, condition.batchSize, condition.laterBatches, condition.remainder);
  return samplesAfter(timeline, update) / trainingRows;
}

/** Everything that may be asked as `at`, ascending. `name` is what sentences call the run, here and below. */
export function momentsOf(store: WeightStore, run: StoredRun, condition: Condition, name: string): RunMoments {
  const moment = (at: Moment, update: number) => ({ at, update, epoch: epochAt(condition, update) });
  const kept = store.snapshotUpdates(run.id);
  const latest = latestUpdate(store, run);
  const problem = endProblem(store, run, name);
  const moments = [
    moment('start', 0),
    ...kept.filter((update) => problem !== null || update !== run.update).map((update) => moment({ update }, update)),
    ...(latest !== null && latest > (kept.at(-1) ?? 0) ? [moment('latest', latest)] : []),
    ...(problem === null ? [moment('end', run.update)] : []),
  ];
  return { runId: run.id, moments, problem };
}

/** The weights of every moment that was kept, the start first. */
export function keptMoments(store: WeightStore, run: StoredRun, condition: Condition, name: string): readonly InspectedMoment[] {
  return [
    { update: 0, epoch: 0, state: null },
    ...store
      .snapshotUpdates(run.id)
      .filter((update) => update > 0)
      .map((update) => weightsAt(store, run, condition, { update }, name)),
  ];
}

/** Throws LabError with a sentence where these weights are not known. */
export function weightsAt(store: WeightStore, run: StoredRun, condition: Condition, at: Moment, name: string): InspectedMoment {
  const known = (found: { readonly update: number; readonly state: Uint8Array } | null, problem: string): InspectedMoment => {
    if (found === null) throw new LabError({ kind: 'conflict', problem });
    return { update: found.update, epoch: epochAt(condition, found.update), state: found.state };
  };
  if (at === 'start') return { update: 0, epoch: 0, state: null };
  if (typeof at === 'object') {
    if (at.update === 0) return { update: 0, epoch: 0, state: null };
    return known(
      store.snapshot(run.id, at.update),
      `${notKept(name, `at update ${at.update.toLocaleString('en-US')}`)} ${keptInWords(store, run)}`,
    );
  }
  const problem = endProblem(store, run, name);
  if (problem === null) return known(store.snapshot(run.id, run.update), notKept(name, 'at its end'));
  if (at === 'end' || run.status === 'diverged' || run.status === 'finished') throw new LabError({ kind: 'conflict', problem });
  return latest(store, run, name, known);
}

function latest(
  store: WeightStore,
  run: StoredRun,
  name: string,
  known: (found: { readonly update: number; readonly state: Uint8Array } | null, problem: string) => InspectedMoment,
): InspectedMoment {
  const update = latestUpdate(store, run);
  const checkpoint = store.checkpoint(run.id);
  const found = update === null ? null : checkpoint?.update === update ? checkpoint : store.snapshot(run.id, update);
  return known(found, `${capital(name)} has not saved any weights yet. It does so every few seconds while it trains.`);
}

/** Update of the newest weights of a run that has not ended. */
function latestUpdate(store: WeightStore, run: StoredRun): number | null {
  const updates = [store.checkpoint(run.id)?.update, store.snapshotUpdates(run.id).at(-1)].filter((update) => update !== undefined);
  return run.status === 'finished' || run.status === 'diverged' || updates.length === 0 ? null : Math.max(...updates);
}

/** Why the weights at a run's end are not known; null where they are. */
function endProblem(store: WeightStore, run: StoredRun, name: string): string | null {
  if (run.status === 'diverged') {
    return `${capital(name)} diverged at update ${run.update.toLocaleString('en-US')}: its weights are no longer numbers, so there is nothing to measure at its end.`;
  }
  if (run.status !== 'finished') return `${capital(name)} has not ended. Ask for its latest weights, or wait until it is trained.`;
  if (store.snapshotUpdates(run.id).at(-1) === run.update) return null;
  return `${notKept(name, 'at its end')} Designs keep them unless "Keep weights" is switched off; train it again with that setting.`;
}

function notKept(name: string, when: string): string {
  return `The weights of ${name} ${when} were not kept.`;
}

function keptInWords(store: WeightStore, run: StoredRun): string {
  const updates = store.snapshotUpdates(run.id).map((update) => update.toLocaleString('en-US'));
  return updates.length === 0
    ? 'Only those at its start are known.'
    : `Those at updates ${updates.join(', ')} were, and its start is always known.`;
}
