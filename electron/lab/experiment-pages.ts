/** Experiments as lists and as pages show them, those in training as they are now. */
import type { Handlers } from '#contract/contract';
import type { ExperimentSummary } from '#contract/experiments';
import { LabError } from '#core/failure';
import type { Steps } from '#core/steps';
import type { Store, StoredExperiment } from '#lab/ports/store';
import { experimentSummary, progressOf, runSummary } from '#lab/summaries';
import type { TopicBoard } from '#lab/topics';
import type { Training } from '#lab/training';
import type { TakeTurns } from '#lab/turns';

interface ExperimentPagePorts {
  readonly store: Store;
  readonly inTurns: TakeTurns;
  readonly topics: Pick<TopicBoard, 'subscribe'>;
  /** Throws LabError where there is none of that id. */
  readonly experiment: (id: string) => StoredExperiment;
  /** The training of an experiment; null where it does not train. */
  readonly training: (id: string) => Training | null;
}

export function experimentPages({
  store,
  inTurns,
  topics,
  experiment,
  training,
}: ExperimentPagePorts): Pick<Handlers, 'experiments.list' | 'experiments.summary' | 'experiments.get'> {
  return {
    'experiments.list': async () => {
      const announced = new Set<string>();
      const note = ({ id }: { readonly id: string }): unknown => announced.add(id);
      const ends = [topics.subscribe('experiment', note), topics.subscribe('progress', note)];
      try {
        return await inTurns(summaries(store, announced));
      } finally {
        for (const end of ends) end();
      }
    },
    'experiments.summary': ({ id }) => {
      const entry = store.listEntries([id]).at(0);
      return entry === undefined ? null : experimentSummary(entry);
    },
    'experiments.get': ({ id }) => {
      const { spec, dataShape, conditions, skipped, provenance } = experiment(id);
      const entry = store.listEntries([id]).at(0);
      if (entry === undefined) throw new LabError({ kind: 'notFound', what: 'experiment', id });
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

/** Experiments that are read in one step: four queries, and a few milliseconds of work. */
const PAGE = 5;

/** Newest first, a page a step. What was `announced` after it was read is read again: the answer is never behind an announcement. */
function* summaries(store: Store, announced: Set<string>): Steps<readonly ExperimentSummary[]> {
  const found = new Map<string, ExperimentSummary>();
  const read = (ids: readonly string[]): void => {
    for (const id of ids) announced.delete(id);
    for (const entry of store.listEntries(ids)) found.set(entry.id, experimentSummary(entry));
  };
  const all = store.experimentIds().map(({ id }) => id);
  for (let from = 0; from < all.length; from += PAGE) {
    read(all.slice(from, from + PAGE));
    yield;
  }
  const now = store.experimentIds().map(({ id }) => id);
  read(now.filter((id) => announced.has(id) || !found.has(id)));
  return now.flatMap((id) => found.get(id) ?? []);
}
