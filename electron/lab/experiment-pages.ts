/** Experiments as lists and as pages show them, those in training as they are now. */
import type { Handlers } from '#contract/contract';
import { LabError } from '#core/failure';
import type { Store, StoredExperiment } from '#lab/ports/store';
import { experimentSummary, progressOf, runSummary } from '#lab/summaries';
import type { Training } from '#lab/training';

interface ExperimentPagePorts {
  readonly store: Store;
  /** Throws LabError where there is none of that id. */
  readonly experiment: (id: string) => StoredExperiment;
  /** The training of an experiment; null where it does not train. */
  readonly training: (id: string) => Training | null;
}

export function experimentPages({
  store,
  experiment,
  training,
}: ExperimentPagePorts): Pick<Handlers, 'experiments.list' | 'experiments.summary' | 'experiments.get'> {
  return {
    'experiments.list': () => store.listExperiments().map(experimentSummary),
    'experiments.summary': ({ id }) => {
      const entry = store.listEntry(id);
      return entry === null ? null : experimentSummary(entry);
    },
    'experiments.get': ({ id }) => {
      const { spec, dataShape, conditions, skipped, provenance } = experiment(id);
      const entry = store.listEntry(id);
      if (entry === null) throw new LabError({ kind: 'notFound', what: 'experiment', id });
      const live = training(id);
      const runs = live?.runs ?? store.runs(id);
      const finals = store.finalEvaluations(id);
      return {
        summary: experimentSummary(entry),
        spec,
        dataShape,
        conditions,
        skipped,
        runs: runs.map((run) => runSummary(run, finals.get(run.id) ?? null)),
        events: store.events(id),
        provenance,
        progress: progressOf(runs, conditions, live ?? { elapsedSeconds: entry.seconds, remainingSeconds: null }, skipped),
      };
    },
  };
}
