/** The numbers of runs over their training. */
import type { Handlers, Output } from '#contract/contract';
import type { Steps } from '#core/steps';
import type { Store } from '#lab/ports/store';
import { mustGetRun } from '#lab/stored';
import type { TakeTurns } from '#lab/turns';

export function curves(store: Store, inTurns: TakeTurns): Pick<Handlers, 'runs.curves' | 'runs.series'> {
  return {
    'runs.curves': ({ runIds }) => inTurns(curvesOf(store, runIds)),
    'runs.series': ({ runId, metric, fromUpdate, toUpdate, points }) => {
      mustGetRun(store, runId);
      return store.series(runId, metric, fromUpdate, toUpdate, points);
    },
  };
}

function* curvesOf(store: Store, runIds: readonly string[]): Steps<Output<'runs.curves'>> {
  const found: Output<'runs.curves'>[number][] = [];
  for (const runId of runIds) {
    found.push({ runId, experimentId: mustGetRun(store, runId).experimentId, evaluations: store.evaluations(runId) });
    yield;
  }
  return found;
}
