/** What the history holds under an id; its absence is said in a sentence. */
import { LabError } from '#core/failure';
import type { Store, StoredExperiment, StoredRun } from '#lab/ports/store';

export function mustGetRun(store: Store, runId: string): StoredRun {
  const run = store.run(runId);
  if (run === null) throw new LabError({ kind: 'notFound', what: 'run', id: runId });
  return run;
}

export function mustGetExperiment(store: Store, id: string): StoredExperiment {
  const experiment = store.experiment(id);
  if (experiment === null) throw new LabError({ kind: 'notFound', what: 'experiment', id });
  return experiment;
}
