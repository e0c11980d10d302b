/** The questions that a design asks of its trained runs. */
import type { ProbeQuestion, ProbeRequest } from '#core/probes/questions';
import type { Store, StoredExperiment } from '#lab/ports/store';

/** Of every run that has finished: each request at each of its kept weights; distances and optima once a run. */
export function askedByDesign(store: Pick<Store, 'runs' | 'snapshotUpdates'>, { id, spec }: StoredExperiment): readonly ProbeQuestion[] {
  // Experiments of before there were probes have none.
  const requests: readonly ProbeRequest[] = spec.record.probes;
  if (requests.length === 0) return [];
  const finished = store.runs(id).filter(({ status }) => status === 'finished');
  return finished.flatMap((run) => {
    const kept = store.snapshotUpdates(run.id);
    if (kept.length === 0) return [];
    return requests.flatMap((request): readonly ProbeQuestion[] => {
      if (request.kind === 'distances' || request.kind === 'optimum') return [{ ...request, runIds: [run.id] }];
      return kept.map((update) => ({ ...request, of: { runId: run.id, at: update === run.update ? 'end' : { update } } }));
    });
  });
}
