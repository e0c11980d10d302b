/** Reads the text of a study file: all of it is checked here, and nothing is written. */
import { decodeSteps } from '#contract/codec';
import type { ProbeRecord } from '#contract/probes';
import type { Origin } from '#contract/provenance';
import type { Table } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import { checkSteps } from '#core/experiment/validate';
import { describe, failureOf, LabError } from '#core/failure';
import { EVALUATION_COLUMNS } from '#core/series/evaluation';
import type { Steps } from '#core/steps';
import { runIdOf } from '#lab/new-experiment';
import type { DatasetFiles } from '#lab/ports/dataset-files';
import type { Clock, Environment } from '#lab/ports/environment';
import type { ImportedExperiment, Store } from '#lab/ports/store';
import { checkedData } from '#lab/study-data';
import { STUDY_LEVELS } from '#lab/study-export';
import { withLineage } from '#lab/study-lineage';
import type { Measured } from '#lab/study-parts';
import { importedProbe, probeProblem } from '#lab/study-probes';
import { type StudyDataset, type StudyExperiment, type StudyFile, studySteps } from '#lab/study-schema';

interface ReadPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly files: DatasetFiles;
}

interface ReadExperiment extends ImportedExperiment {
  readonly measured: Measured;
}

export interface ReadStudy {
  readonly experiments: readonly ReadExperiment[];
  readonly tables: readonly { readonly dataset: StudyDataset; readonly table: Table }[];
}

type Refuse = (reason: string) => never;

/** A run a step. Throws LabError `unreadableFile` where anything is wrong with it. */
export function* studyRead(ports: ReadPorts, fileName: string, text: string): Steps<ReadStudy> {
  const refuse: Refuse = (reason) => {
    throw new LabError({ kind: 'unreadableFile', file: fileName, reason });
  };
  const study = yield* studySteps(yield* decoded(text, refuse), (where, what) => refuse(`${where === '' ? 'it' : where}: ${what}.`));
  const read: ReadExperiment[] = [];
  for (const found of study.experiments) read.push(yield* readExperiment(ports, fileName, found, refuse));
  const probes = yield* probeRecords(ports.environment, study, read, refuse);
  const tables: ReadStudy['tables'][number][] = [];
  for (const dataset of study.datasets ?? []) {
    const table = checkedData(ports, dataset, study.experiments, (reason) => refuse(`its data "${dataset.name}" ${reason}`));
    tables.push({ dataset, table });
    yield;
  }
  return { experiments: read.map((one, index) => ({ ...one, measured: { ...one.measured, probes: probes[index] } })), tables };
}

function* decoded(text: string, refuse: Refuse): Steps<unknown> {
  try {
    return yield* decodeSteps(text, STUDY_LEVELS);
  } catch (error) {
    return refuse(`its content cannot be read (${describe(failureOf(error))}).`);
  }
}

/** Checks a foreign experiment as a design is checked, and works out its conditions here: none is taken from the file. */
function* readExperiment(
  { store, environment }: ReadPorts,
  fileName: string,
  found: StudyExperiment,
  refuseFile: Refuse,
): Steps<ReadExperiment> {
  const { spec, plan, issues } = yield* checkSteps(found.spec, found.dataShape);
  const refuse: Refuse = (reason) => refuseFile(`its experiment ${spec === null ? found.id : `"${spec.name}"`} ${reason}`);
  if (spec === null || plan === null) return refuse(`has a design that cannot be used: ${describe({ kind: 'invalidSpec', issues })}`);
  const conditions = withLineage(plan.conditions, spec, found.lineage);
  yield* checkRuns(found, conditions, refuse);
  // Its own id where that is free: what a paper names is found again.
  const id = store.experiment(found.id) === null ? found.id : environment.newId();
  const origin: Origin = { kind: 'import', experimentId: found.id, file: fileName, lineage: found.lineage };
  const { provenance, dataShape, createdAt, isStarred, tags, notes, skipped } = found;
  return {
    experiment: {
      ...{ id, spec, conditions, dataShape, provenance, createdAt, origin, dataHash: provenance.dataHash },
      runs: found.runs.map((run) => ({ id: runIdOf(id, run), condition: run.condition, replicate: run.replicate })),
    },
    marks: { isStarred, tags, ...(notes === null ? {} : { notes }) },
    skipped: skipped.filter((condition) => condition < conditions.length),
    measured: measuredIn(found, id),
  };
}

function* checkRuns({ runs }: StudyExperiment, conditions: readonly Condition[], refuse: Refuse): Steps<void> {
  const cells = new Set<string>();
  for (const { condition, replicate, evaluations, series } of runs) {
    if (condition >= conditions.length || cells.has(`${condition} ${replicate}`)) refuse('has a run that does not belong to its design.');
    cells.add(`${condition} ${replicate}`);
    const values = series.flatMap((one) => (one.values.length === 0 ? ['x'] : [one.metric]));
    if (new Set(values).size < values.length || values.includes('x')) refuse('has a curve twice, or an empty one.');
    if (EVALUATION_COLUMNS.some((column) => evaluations[column].length > 100_000)) refuse('has more evaluations than a run can have.');
    yield;
  }
}

/** Its answers come later: they may name runs of other experiments. */
function measuredIn(found: StudyExperiment, id: string): Measured {
  return {
    runs: found.runs.map((run) => {
      const { update, seconds, weightHash, engine, device, startedAt, endedAt, evaluations, series } = run;
      // Its state to go on from stayed behind.
      const status = run.status === 'training' ? 'interrupted' : run.status;
      const change = { runId: runIdOf(id, run), status, update, seconds, weightHash, engine, device, startedAt, endedAt };
      return { change, evaluations, series };
    }),
    probes: [],
    experiments: [{ id, state: isOver(found.state) ? found.state : 'interrupted', endedAt: found.endedAt }],
    events: found.events.map((event) => ({ experimentId: id, ...event })),
  };
}

/** The answers of probes of each experiment, under the ids that its runs have here. */
function* probeRecords(
  environment: Environment,
  study: StudyFile,
  read: readonly ImportedExperiment[],
  refuse: Refuse,
): Steps<readonly (readonly ProbeRecord[])[]> {
  const idsHere = new Map(
    study.experiments.flatMap(({ id, runs }, index) =>
      runs.map((run) => [runIdOf(id, run), runIdOf(read[index].experiment.id, run)] as const),
    ),
  );
  const runIds = new Set(idsHere.keys());
  const idHere = (runId: string): string => idsHere.get(runId) ?? runId;
  const all: (readonly ProbeRecord[])[] = [];
  for (const [index, { id, runs, probes = [] }] of study.experiments.entries()) {
    const own = new Set(runs.map((run) => runIdOf(id, run)));
    const { experiment } = read[index];
    const records: ProbeRecord[] = [];
    for (const probe of probes) {
      const problem = probeProblem(probe, own, runIds);
      if (problem !== null) refuse(`its experiment "${experiment.spec.name}" ${problem}`);
      records.push(importedProbe(probe, `probe-${environment.newId()}`, idHere, experiment.id));
      yield;
    }
    all.push(records);
    yield;
  }
  return all;
}

function isOver(state: StudyExperiment['state']): boolean {
  return state === 'finished' || state === 'stopped' || state === 'failed' || state === 'interrupted';
}
