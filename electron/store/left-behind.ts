/** What a reader sees of a history whose writer is gone: what was in training then was interrupted, though nobody has written that down yet. */
import type { ExperimentState } from '#contract/experiments';
import type { RunStatus } from '#contract/runs';
import type { Store } from '#lab/ports/store';

export function leftBehind(store: Store, isWriterAlive: () => boolean): Store {
  const status = (was: RunStatus): RunStatus => (was === 'training' && !isWriterAlive() ? 'interrupted' : was);
  const withState = <Item extends { readonly state: ExperimentState }>(item: Item): Item =>
    isUnderWay(item.state) && !isWriterAlive() ? { ...item, state: 'interrupted' } : item;
  const withStatus = <Item extends { readonly status: RunStatus }>(item: Item): Item => ({ ...item, status: status(item.status) });
  const listed = <Item extends { readonly state: ExperimentState; readonly runCounts: Readonly<Record<RunStatus, number>> }>(
    item: Item,
  ): Item => {
    if (!isUnderWay(item.state) || isWriterAlive()) return item;
    const { training, interrupted } = item.runCounts;
    return { ...item, state: 'interrupted', runCounts: { ...item.runCounts, training: 0, interrupted: interrupted + training } };
  };
  const orNull =
    <Item>(change: (item: Item) => Item) =>
    (item: Item | null): Item | null =>
      item === null ? null : change(item);
  return {
    ...store,
    listExperiments: () => store.listExperiments().map(listed),
    listEntries: (ids) => store.listEntries(ids).map(listed),
    experiment: (id) => orNull(withState)(store.experiment(id)),
    runs: (id) => store.runs(id).map(withStatus),
    run: (id) => orNull(withStatus)(store.run(id)),
    listedRuns: (id, after, most) => store.listedRuns(id, after, most).map(withStatus),
    descendants: (id) => store.descendants(id).map(withState),
  };
}

function isUnderWay(state: ExperimentState): boolean {
  return state === 'waiting' || state === 'training' || state === 'paused' || state === 'stopping';
}
