/** The numbers of runs over their training. */
import type { Handlers } from '#contract/contract';
import type { Store } from '#lab/ports/store';
import { mustGetRun } from '#lab/stored';

export function curves(store: Store): Pick<Handlers, 'runs.curves' | 'runs.series'> {
  return {
    'runs.curves': ({ runIds }) =>
      runIds.map((runId) => ({ runId, experimentId: mustGetRun(store, runId).experimentId, evaluations: store.evaluations(runId) })),
    'runs.series': ({ runId, metric, fromUpdate, toUpdate, points }) => {
      mustGetRun(store, runId);
      return store.series(runId, metric, fromUpdate, toUpdate, points);
    },
  };
}
