/** Runs as lists and as pages show them: what each came to, its settings, where it can be gone on from, and whether its record is intact. */
import type { Handlers } from '#contract/contract';
import type { Descendant, RunDetail } from '#contract/run-detail';
import type { RunListing } from '#contract/runs';
import { LabError } from '#core/failure';
import type { ListedRun, Store, StoredExperiment, StoredRun } from '#lab/ports/store';
import { mustGetExperiment, mustGetRun } from '#lab/stored';
import { conditionSpec, experimentSummary, runSummary } from '#lab/summaries';

interface RunPagePorts {
  readonly store: Store;
  readonly verify: (runId: string) => boolean;
  /** Runs of an experiment as they are now: those in training are ahead of the store. */
  readonly runsNow: (experimentId: string) => readonly StoredRun[];
}

export function runPages({ store, verify, runsNow }: RunPagePorts): Pick<Handlers, 'runs.list' | 'runs.get' | 'runs.verify'> {
  return {
    'runs.list': ({ experimentIds }) => {
      const byExperiment = Map.groupBy(store.listRuns(experimentIds ?? null), (run) => run.experimentId);
      return [...byExperiment].map(([experimentId, runs]) => listing(mustGetExperiment(store, experimentId), runs));
    },
    'runs.get': ({ runId }) => runDetail(store, runsNow, runId),
    'runs.verify': ({ runId }) => {
      mustGetRun(store, runId);
      const isIntact = verify(runId);
      const { recordHash, weightHash } = mustGetRun(store, runId);
      return { isIntact, recordHash, weightHash };
    },
  };
}

function listing({ id, conditions }: StoredExperiment, runs: readonly ListedRun[]): RunListing {
  return {
    experimentId: id,
    conditions: conditions.map(({ factors, batchSize, optimizer }) => ({ factors, batchSize, learningRate: optimizer.learningRate })),
    runs: runs.map(({ id: runId, condition, replicate, status, update, seconds, weightHash, engine, device }) => {
      return { id: runId, condition, replicate, status, update, seconds, weightHash, engine, device };
    }),
    loss: Float64Array.from(runs, (run) => run.finalLoss),
    score: Float64Array.from(runs, (run) => run.finalScore),
  };
}

function runDetail(store: Store, runsNow: RunPagePorts['runsNow'], runId: string): RunDetail {
  const { experimentId, recordHash, startedAt, endedAt } = mustGetRun(store, runId);
  const experiment = mustGetExperiment(store, experimentId);
  const entry = store.listEntry(experimentId);
  const now = runsNow(experimentId).find((run) => run.id === runId);
  if (entry === null || now === undefined) throw new LabError({ kind: 'notFound', what: 'run', id: runId });
  return {
    run: runSummary(now, store.finalEvaluations(experimentId).get(runId) ?? null),
    startedAt,
    endedAt,
    recordHash,
    experiment: experimentSummary(entry),
    spec: conditionSpec(experiment, now.condition),
    condition: experiment.conditions[now.condition],
    dataShape: experiment.dataShape,
    provenance: experiment.provenance,
    events: store.events(experimentId),
    states: store.keptStates(runId),
    descendants: descendants(store, runId),
  };
}

function descendants(store: Store, runId: string): readonly Descendant[] {
  return store.descendants(runId).flatMap(({ id, spec, state, createdAt, isDeleted, origin }) => {
    if (origin === null) return [];
    return [{ experimentId: id, name: spec.name, state, createdAt, isDeleted, origin }];
  });
}
