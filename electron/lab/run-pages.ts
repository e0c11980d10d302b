/** Runs as lists and as pages show them: what each came to, its settings, where it can be gone on from, and whether its record is intact. */
import type { Handlers } from '#contract/contract';
import type { Descendant, RunDetail } from '#contract/run-detail';
import type { RunListing } from '#contract/runs';
import { LabError } from '#core/failure';
import type { Steps } from '#core/steps';
import type { ListedCondition, ListedRun, Store, StoredRun } from '#lab/ports/store';
import { mustGetExperiment, mustGetRun } from '#lab/stored';
import { conditionSpec, experimentSummary, runSummary } from '#lab/summaries';
import type { TakeTurns } from '#lab/turns';

interface RunPagePorts {
  readonly store: Store;
  readonly inTurns: TakeTurns;
  readonly verify: (runId: string) => boolean;
  /** Runs of an experiment as they are now: those in training are ahead of the store. */
  readonly runsNow: (experimentId: string) => readonly StoredRun[];
}

export function runPages({ store, inTurns, verify, runsNow }: RunPagePorts): Pick<Handlers, 'runs.list' | 'runs.get' | 'runs.verify'> {
  return {
    'runs.list': ({ experimentIds }) => inTurns(listings(store, experimentIds ?? null)),
    'runs.get': ({ runId }) => runDetail(store, runsNow, runId),
    'runs.verify': ({ runId }) => {
      mustGetRun(store, runId);
      const isIntact = verify(runId);
      const { recordHash, weightHash } = mustGetRun(store, runId);
      return { isIntact, recordHash, weightHash };
    },
  };
}

/** Rows that are read in one step: a millisecond of work or two. */
const PAGE = 200;

/** Of the experiments named, or of all outside the bin, in the order of their ids; those without runs are left out. A page a step. */
function* listings(store: Store, named: readonly string[] | null): Steps<readonly RunListing[]> {
  const chosen = new Set(named);
  const ids = store.experimentIds().flatMap(({ id, isDeleted }) => ((named === null ? !isDeleted : chosen.has(id)) ? [id] : []));
  const found: RunListing[] = [];
  for (const id of ids.sort((a, b) => (a < b ? -1 : 1))) {
    const runs = yield* pages((last: ListedRun | undefined) => store.listedRuns(id, last ?? null, PAGE));
    if (runs.length === 0) continue;
    const conditions = yield* pages((_: ListedCondition | undefined, from) => store.listedConditions(id, from, PAGE));
    found.push(listing(id, conditions, runs));
  }
  return found;
}

/** All pages, each read behind the last item of the one before. */
function* pages<Item>(read: (last: Item | undefined, count: number) => readonly Item[]): Steps<readonly Item[]> {
  const all: Item[] = [];
  for (;;) {
    const page = read(all.at(-1), all.length);
    all.push(...page);
    yield;
    if (page.length < PAGE) return all;
  }
}

function listing(experimentId: string, conditions: readonly ListedCondition[], runs: readonly ListedRun[]): RunListing {
  return {
    experimentId,
    conditions,
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
  const entry = store.listEntries([experimentId]).at(0);
  const now = runsNow(experimentId).find((run) => run.id === runId);
  if (entry === undefined || now === undefined) throw new LabError({ kind: 'notFound', what: 'run', id: runId });
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
