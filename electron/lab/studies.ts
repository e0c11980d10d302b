/** Study files: experiments with their designs, results and hashes in one file that another lab reads, shows and trains again. */
import { decode, encode } from '#contract/codec';
import type { Handlers } from '#contract/contract';
import type { ProbeRecord } from '#contract/probes';
import type { Origin } from '#contract/provenance';
import { EVALUATION_COLUMNS, type EvaluationColumns, hasNoise, NOISE_COLUMNS } from '#core/series/evaluation';
import type { Steps } from '#core/steps';
import { checkSpec } from '#core/experiment/validate';
import { failureOf, describe, LabError } from '#core/failure';
import { runIdOf } from '#lab/new-experiment';
import type { DatasetFiles } from '#lab/ports/dataset-files';
import type { Clock, Environment } from '#lab/ports/environment';
import type { ImportedExperiment, Store, StoredExperiment, StoredRun } from '#lab/ports/store';
import type { StudyFiles } from '#lab/ports/study-files';
import { mustGetExperiment, mustGetRun } from '#lab/stored';
import { checkedData, exportedData, keepData } from '#lab/study-data';
import { lineageOf, withLineage } from '#lab/study-lineage';
import { exportedProbes, importedProbe, probeProblem } from '#lab/study-probes';
import type { TakeTurns } from '#lab/turns';
import { STUDY_FORMAT, type StudyExperiment, type StudyFile, studySchema } from '#lab/study-schema';

interface StudyPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly studies: StudyFiles;
  readonly files: DatasetFiles;
  readonly inTurns: TakeTurns;
  onImported(id: string): void;
}

export function studyHandlers(ports: StudyPorts): Pick<Handlers, 'studies.export' | 'studies.import'> {
  const { store, environment, studies } = ports;
  return {
    'studies.export': async ({ ids, withData }) => {
      const experiments = ids.map((id) => mustGetExperiment(store, id));
      const study = await ports.inTurns(exportedStudy(ports, experiments, withData === true));
      return { fileName: `${fileNameOf(experiments[0].spec.name)}.batchlab`, bytes: await studies.pack(encode(study)) };
    },
    'studies.import': ({ fileName, bytes }) => {
      const study = readStudy(fileName, studies.unpack(fileName, bytes));
      // All are understood before the first one is written.
      const imported = study.experiments.map((experiment) => imports(store, environment, fileName, experiment));
      const records = probeRecords(fileName, study, imported, environment);
      const tables = (study.datasets ?? []).map((dataset) => {
        const refuse = (reason: string): never => {
          throw new LabError({ kind: 'unreadableFile', file: fileName, reason: `its data "${dataset.name}" ${reason}` });
        };
        return { dataset, table: checkedData(ports, dataset, study.experiments, refuse) };
      });
      for (const { dataset, table } of tables) keepData(ports, dataset, table);
      for (const [index, one] of imported.entries()) {
        store.importExperiment({ ...one, probes: records[index] });
        ports.onImported(one.experiment.id);
      }
      return { ids: imported.map(({ experiment }) => experiment.id) };
    },
  };
}

/** The answers of probes of each experiment, under the ids that its runs have here. */
function probeRecords(
  fileName: string,
  study: StudyFile,
  imported: readonly ImportedExperiment[],
  environment: Environment,
): readonly (readonly ProbeRecord[])[] {
  const idsHere = new Map(
    study.experiments.flatMap(({ id, runs }, index) =>
      runs.map((run) => [runIdOf(id, run), runIdOf(imported[index].experiment.id, run)] as const),
    ),
  );
  const runIds = new Set(idsHere.keys());
  const idHere = (runId: string): string => idsHere.get(runId) ?? runId;
  return study.experiments.map(({ id, runs, probes = [] }, index) => {
    const own = new Set(runs.map((run) => runIdOf(id, run)));
    return probes.map((probe) => {
      const problem = probeProblem(probe, own, runIds);
      const { experiment } = imported[index];
      if (problem !== null) {
        throw new LabError({ kind: 'unreadableFile', file: fileName, reason: `its experiment "${experiment.spec.name}" ${problem}` });
      }
      return importedProbe(probe, `probe-${environment.newId()}`, idHere, experiment.id);
    });
  });
}

/** A run a step. */
function* exportedStudy(ports: StudyPorts, experiments: readonly StoredExperiment[], withData: boolean): Steps<object> {
  const { store, clock, environment } = ports;
  const known = new Set(experiments.map(({ id }) => id));
  const probes = experiments.map(({ id }) => exportedProbes(store, id, known));
  const datasets = withData ? exportedData(ports, experiments) : [];
  const isPlain = probes.every(({ length }) => length === 0) && datasets.length === 0 && !experiments.some(measuresNoise);
  const parts: object[] = [];
  for (const [index, experiment] of experiments.entries()) {
    const part = yield* exported(store, experiment);
    parts.push({ ...part, ...(probes[index].length === 0 ? {} : { probes: probes[index] }) });
  }
  return {
    format: STUDY_FORMAT,
    version: isPlain ? 1 : 2,
    app: environment.appVersion,
    exportedAt: clock.now(),
    experiments: parts,
    ...(datasets.length === 0 ? {} : { datasets }),
  };
}

function* exported(store: Store, { id }: StoredExperiment): Steps<object> {
  const runs: object[] = [];
  for (const { id: runId } of store.runs(id)) {
    runs.push(exportedRun(store, mustGetRun(store, runId)));
    yield;
  }
  // As it is now: it may have gone on since the first step.
  const experiment = mustGetExperiment(store, id);
  const { spec, state, dataShape, provenance, createdAt, endedAt, isStarred, tags, notes, skipped } = experiment;
  return {
    ...{ id, spec, state, dataShape, createdAt, endedAt, isStarred, notes },
    ...{ provenance, tags, skipped, lineage: lineageOf(store, experiment), events: store.events(id) },
    runs,
  };
}

function exportedRun(store: Store, run: StoredRun): object {
  const { condition, replicate, status, update, seconds, weightHash, engine, device, startedAt, endedAt } = run;
  const series = (['loss', 'accuracy', 'gradientNorm'] as const).flatMap((metric) => {
    const { update: updates, min } = store.series(run.id, metric, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return updates.length === 0 ? [] : [{ metric, firstUpdate: updates[0], values: min }];
  });
  return {
    condition,
    replicate,
    status,
    update,
    seconds,
    weightHash,
    engine,
    device,
    startedAt,
    endedAt,
    evaluations: exportedEvaluations(store.evaluations(run.id)),
    series,
  };
}

/** Its design says so: a word that older labs do not know either. */
function measuresNoise({ spec }: StoredExperiment): boolean {
  return (spec.record.noiseScale ?? null) !== null;
}

/** Without the columns of what was not measured, which older labs do not know. */
function exportedEvaluations(columns: EvaluationColumns): Partial<EvaluationColumns> {
  if (hasNoise(columns)) return columns;
  const names: readonly string[] = NOISE_COLUMNS;
  return Object.fromEntries(Object.entries(columns).filter(([name]) => !names.includes(name)));
}

function readStudy(fileName: string, text: string): StudyFile {
  const refuse = (reason: string): never => {
    throw new LabError({ kind: 'unreadableFile', file: fileName, reason });
  };
  let value: unknown;
  try {
    value = decode(text);
  } catch (error) {
    return refuse(`its content cannot be read (${describe(failureOf(error))}).`);
  }
  const parsed = studySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return refuse(`${issue.path.length === 0 ? 'it' : issue.path.join('.')}: ${issue.message}.`);
}

/** Checks a foreign experiment as a design is checked, and works out its conditions here: none is taken from the file. */
function imports(store: Store, environment: Environment, fileName: string, found: StudyExperiment): ImportedExperiment {
  const { spec, plan, issues } = checkSpec(found.spec, found.dataShape);
  const refuse = (reason: string): never => {
    const name = spec === null ? found.id : `"${spec.name}"`;
    throw new LabError({ kind: 'unreadableFile', file: fileName, reason: `its experiment ${name} ${reason}` });
  };
  if (spec === null || plan === null) return refuse(`has a design that cannot be used: ${describe({ kind: 'invalidSpec', issues })}`);
  const conditions = withLineage(plan.conditions, spec, found.lineage);
  const cells = new Set<string>();
  for (const { condition, replicate, evaluations, series } of found.runs) {
    if (condition >= conditions.length || cells.has(`${condition} ${replicate}`)) refuse('has a run that does not belong to its design.');
    cells.add(`${condition} ${replicate}`);
    const values = series.flatMap((one) => (one.values.length === 0 ? ['x'] : [one.metric]));
    if (new Set(values).size < values.length || values.includes('x')) refuse('has a curve twice, or an empty one.');
    if (EVALUATION_COLUMNS.some((column) => evaluations[column].length > 100_000)) refuse('has more evaluations than a run can have.');
  }
  // Its own id where that is free: what a paper names is found again.
  const id = store.experiment(found.id) === null ? found.id : environment.newId();
  const origin: Origin = { kind: 'import', experimentId: found.id, file: fileName, lineage: found.lineage };
  const runId = (run: StudyExperiment['runs'][number]): string => runIdOf(id, run);
  const { provenance, dataShape, createdAt, isStarred, tags, notes, skipped } = found;
  return {
    experiment: {
      ...{ id, spec, conditions, dataShape, provenance, createdAt, origin, dataHash: provenance.dataHash },
      runs: found.runs.map((run) => ({ id: runId(run), condition: run.condition, replicate: run.replicate })),
    },
    marks: { isStarred, tags, ...(notes === null ? {} : { notes }) },
    skipped: skipped.filter((condition) => condition < conditions.length),
    evaluations: found.runs.map((run) => ({ runId: runId(run), columns: run.evaluations })),
    batch: {
      progress: found.runs.flatMap((run) =>
        run.series.map(({ metric, firstUpdate, values }) => ({
          runId: runId(run),
          fromUpdate: firstUpdate,
          metrics: { [metric]: values },
          evaluations: [],
        })),
      ),
      checkpoints: [],
      runs: found.runs.map((run) => {
        const { update, seconds, weightHash, engine, device, startedAt, endedAt } = run;
        // Its state to go on from stayed behind.
        const status = run.status === 'training' ? 'interrupted' : run.status;
        return { runId: runId(run), status, update, seconds, weightHash, engine, device, startedAt, endedAt };
      }),
      experiments: [{ id, state: isOver(found.state) ? found.state : 'interrupted', endedAt: found.endedAt }],
      events: found.events.map((event) => ({ experimentId: id, ...event })),
    },
  };
}

function isOver(state: StudyExperiment['state']): boolean {
  return state === 'finished' || state === 'stopped' || state === 'failed' || state === 'interrupted';
}

/** Letters, digits and dashes of a name: nothing in it can be taken for a path. */
function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'study' : plain.slice(0, 80);
}
