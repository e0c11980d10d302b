/** What goes into a study file, gathered a series at a time and written in parts, so that nobody waits for a large one. */
import { encodeInParts } from '#contract/codec';
import { type EvaluationColumns, hasNoise, NOISE_COLUMNS } from '#core/series/evaluation';
import type { Steps } from '#core/steps';
import type { DatasetFiles } from '#lab/ports/dataset-files';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Store, StoredExperiment, StoredRun } from '#lab/ports/store';
import { mustGetExperiment, mustGetRun } from '#lab/stored';
import { exportedData } from '#lab/study-data';
import { lineageOf } from '#lab/study-lineage';
import { exportedProbes } from '#lab/study-probes';
import { STUDY_FORMAT } from '#lab/study-schema';

interface ExportPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly files: DatasetFiles;
}

/** The items of lists in lists: study, experiments, experiment, runs, run, series. */
export const STUDY_LEVELS = 6;

export interface StudyText {
  readonly fileName: string;
  readonly parts: readonly string[];
}

/** The text of a study file. Throws LabError where an experiment is not there, or its data is asked for and is not. */
export function* studyText(ports: ExportPorts, ids: readonly string[], withData: boolean): Steps<StudyText> {
  const experiments: StoredExperiment[] = [];
  for (const id of ids) {
    experiments.push(mustGetExperiment(ports.store, id));
    yield;
  }
  const parts: string[] = [];
  for (const part of encodeInParts(yield* exportedStudy(ports, experiments, withData), STUDY_LEVELS)) {
    parts.push(part);
    yield;
  }
  return { fileName: `${fileNameOf(experiments[0].spec.name)}.batchlab`, parts };
}

/** A series a step. */
function* exportedStudy(ports: ExportPorts, experiments: readonly StoredExperiment[], withData: boolean): Steps<object> {
  const { store, clock, environment } = ports;
  const known = new Set(experiments.map(({ id }) => id));
  const probes: ReturnType<typeof exportedProbes>[] = [];
  for (const { id } of experiments) {
    probes.push(exportedProbes(store, id, known));
    yield;
  }
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
    runs.push(yield* exportedRun(store, mustGetRun(store, runId)));
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

function* exportedRun(store: Store, run: StoredRun): Steps<object> {
  const { condition, replicate, status, update, seconds, weightHash, engine, device, startedAt, endedAt } = run;
  const series: object[] = [];
  for (const metric of ['loss', 'accuracy', 'gradientNorm'] as const) {
    const { update: updates, min } = store.series(run.id, metric, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    if (updates.length > 0) series.push({ metric, firstUpdate: updates[0], values: min });
    yield;
  }
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

/** Letters, digits and dashes of a name: nothing in it can be taken for a path. */
function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'study' : plain.slice(0, 80);
}
