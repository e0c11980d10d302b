/** The questions that a design asks of its trained runs, and which of these are not asked by themselves any more. */
import { probesSeconds, RUNS_PER_QUESTION } from '#core/experiment/kept-weights';
import type { ExperimentSpec } from '#core/experiment/spec';
import type { ProbeQuestion, ProbeRequest } from '#core/probes/questions';
import type { Store, StoredExperiment, StoredRun } from '#lab/ports/store';

/**
 * Of every run that has finished: each request at each of its kept weights. Distances and optima are asked of all runs of one network
 * together, because they share what takes longest.
 */
export function askedByDesign(
  store: Pick<Store, 'runs' | 'snapshotUpdates'>,
  { id, spec, conditions }: StoredExperiment,
): readonly ProbeQuestion[] {
  // Experiments of before there were probes have none.
  const requests: readonly ProbeRequest[] = spec.record.probes;
  if (requests.length === 0) return [];
  const probed = store
    .runs(id)
    .filter(({ status }) => status === 'finished')
    .map((run) => ({ run, kept: store.snapshotUpdates(run.id) }))
    .filter(({ kept }) => kept.length > 0);
  const byNetwork = Map.groupBy(probed, ({ run }) => JSON.stringify([conditions[run.condition].model, conditions[run.condition].data]));
  const together = [...byNetwork.values()].flatMap((ofOne) => chunks(ofOne.map(({ run }) => run)));
  return requests.flatMap((request): readonly ProbeQuestion[] => {
    if (request.kind === 'distances' || request.kind === 'optimum') return together.map((runIds) => ({ ...request, runIds }));
    return probed.flatMap(({ run, kept }) =>
      kept.map((update): ProbeQuestion => ({ ...request, of: { runId: run.id, at: update === run.update ? 'end' : { update } } })),
    );
  });
}

/** What its questions about runs of these conditions will take after the training, on one core. */
export function secondsByDesign({ spec, conditions }: Pick<StoredExperiment, 'spec' | 'conditions'>, trained: readonly number[]): number {
  // Experiments of before there were probes have none.
  const record: Partial<ExperimentSpec['record']> = spec.record;
  const probes = record.probes ?? [];
  const runs = Map.groupBy(trained, (condition) => condition);
  return probesSeconds(
    probes,
    conditions.map((condition, index) => ({ condition, runs: runs.get(index)?.length ?? 0 })),
  );
}

function chunks(runs: readonly StoredRun[]): readonly string[][] {
  const parts: string[][] = [];
  for (let from = 0; from < runs.length; from += RUNS_PER_QUESTION) {
    parts.push(runs.slice(from, from + RUNS_PER_QUESTION).map((run) => run.id));
  }
  return parts;
}

/** What was given up is kept with the history: otherwise the next program would ask it again. */
export class GivenUp {
  readonly #store: Pick<Store, 'setting' | 'saveSetting'>;

  constructor(store: Pick<Store, 'setting' | 'saveSetting'>) {
    this.#store = store;
  }

  /** Questions as JSON that failed, were cancelled by a person, or whose answers were thrown away. */
  of(experimentId: string): readonly string[] {
    const text = this.#store.setting(keyOf(experimentId));
    const kept: unknown = text === null ? [] : JSON.parse(text);
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  }

  add(experimentId: string, question: ProbeQuestion): void {
    const all = new Set([...this.of(experimentId), JSON.stringify(question)]);
    this.#store.saveSetting(keyOf(experimentId), JSON.stringify([...all]));
  }
}

const keyOf = (experimentId: string): string => `probes.givenUp.${experimentId}`;
