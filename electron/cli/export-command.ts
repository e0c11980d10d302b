/**
 * `export`: an experiment as a table for spreadsheets, as a JSON document, or as a study file for another lab, which `import` reads; the
 * network of a run as an ONNX model.
 */
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type EvaluationCells, evaluationCells } from '#cli/evaluation-cells';
import { EXIT, UsageError, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { loadCurves } from '#cli/load-curves';
import { loadExperiment } from '#cli/loaded-experiment';
import { readBytes } from '#cli/read-file';
import { experimentDocument } from '#cli/report-json';
import { count } from '#cli/words';
import { LabError } from '#core/failure';
import type { Moment } from '#core/probes/questions';
import { type Cell, toCsv } from '#core/table-text';
import type { LabClient } from '#contract/contract';
import type { ExperimentDetail } from '#contract/experiments';
import type { RunCurves } from '#contract/runs';

export interface ExportRequest {
  readonly ids: readonly string[];
  readonly format: 'csv' | 'json' | 'study' | 'onnx';
  /** null for standard output, which study files and models are not written to. */
  readonly file: string | null;
  /** Which weights of a run: of a model only. */
  readonly at: Moment | null;
  /** Of a study file: with the imported data. */
  readonly withData: boolean;
}

export async function exportCommand(client: LabClient, request: ExportRequest, options: OutputOptions, io: Io): Promise<number> {
  const { ids, format, file, at, withData } = request;
  if (withData && format !== 'study') throw new UsageError('--with-data is for a study file: --format study.');
  if (format === 'onnx') return exportModel(client, ids, file, at ?? 'end', options, io);
  if (at !== null) throw new UsageError('--at is for a model: --format onnx.');
  if (format === 'study') {
    const study = await client.call('studies.export', { ids: [...ids], withData });
    await save(file ?? study.fileName, study.bytes);
    tell(
      options,
      io,
      { file: file ?? study.fileName, experiments: ids },
      `Written to ${file ?? study.fileName}: ${count(ids.length, 'experiment')}.`,
    );
    return EXIT.done;
  }
  const text = format === 'csv' ? await csvOf(client, ids) : await jsonOf(client, ids);
  if (file === null) io.out(text.trimEnd());
  else {
    await save(file, text);
    tell(options, io, { file, experiments: ids }, `Written to ${file}.`);
  }
  return EXIT.done;
}

async function exportModel(
  client: LabClient,
  runIds: readonly string[],
  file: string | null,
  at: Moment,
  options: OutputOptions,
  io: Io,
): Promise<number> {
  const [runId, ...others] = runIds;
  if (others.length > 0 || !runId.includes('.')) throw new UsageError('A model is that of one run, such as abcd1234.2.7.');
  const { fileName, bytes } = await client.call('runs.exportModel', { runId, at });
  await save(file ?? fileName, bytes);
  tell(options, io, { file: file ?? fileName, run: runId }, `Written to ${file ?? fileName}.`);
  return EXIT.done;
}

export async function importStudyCommand(client: LabClient, file: string, options: OutputOptions, io: Io): Promise<number> {
  const bytes = await readBytes(file);
  const { ids } = await client.call('studies.import', { fileName: basename(file), bytes });
  tell(options, io, { experiments: ids }, `${count(ids.length, 'experiment')} imported: ${ids.join(', ')}`);
  return EXIT.done;
}

function tell({ json, quiet }: OutputOptions, io: Io, document: unknown, sentence: string): void {
  if (json) writeJson(io, document);
  else if (!quiet) io.out(sentence);
}

/** Never replaces a file. */
async function save(file: string, content: Uint8Array | string): Promise<void> {
  try {
    await writeFile(file, content, { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'EEXIST') throw new UsageError(`${file} exists already. Choose another name with --out.`);
    throw new LabError({ kind: 'unreadableFile', file, reason: `it cannot be written (${error.message}).` });
  }
}

interface Loaded {
  readonly detail: ExperimentDetail;
  readonly curves: readonly RunCurves[];
}

async function loaded(client: LabClient, id: string): Promise<Loaded> {
  const detail = await client.call('experiments.get', { id });
  return { detail, curves: await loadCurves(client, detail.runs) };
}

async function jsonOf(client: LabClient, ids: readonly string[]): Promise<string> {
  const documents: unknown[] = [];
  for (const id of ids) {
    documents.push(experimentDocument(await loadExperiment(client, await client.call('experiments.get', { id }))));
  }
  return `${JSON.stringify(ids.length === 1 ? documents[0] : documents, null, 2)}\n`;
}

/** One row an evaluation. Numbers are exact; text that a spreadsheet would run is guarded. */
async function csvOf(client: LabClient, ids: readonly string[]): Promise<string> {
  const experiments: Loaded[] = [];
  for (const id of ids) experiments.push(await loaded(client, id));
  const factors = factorPathsOf(experiments.map(({ detail }) => detail));
  const cells = evaluationCells(experiments.flatMap(({ curves }) => curves.map(({ evaluations }) => evaluations)));
  return toCsv({
    columns: [...RUN_COLUMNS, ...factors, ...cells.columns],
    rows: experiments.flatMap((experiment) => csvRows(experiment, factors, cells)),
  });
}

const RUN_COLUMNS = ['experiment', 'name', 'run', 'condition', 'replicate', 'experimentSeed', 'status', 'batchSize', 'learningRate'];

function csvRows({ detail, curves }: Loaded, factors: readonly string[], cells: EvaluationCells): readonly (readonly Cell[])[] {
  const { summary, spec, conditions, runs } = detail;
  const curveOf = new Map(curves.map((curve) => [curve.runId, curve.evaluations]));
  return runs.flatMap(({ id, condition: index, replicate, status }) => {
    const condition = conditions[index];
    const numbers = [condition.batchSize, condition.optimizer.learningRate];
    const varied = factors.map((path) => cellOf(condition.factors[path]));
    const head: readonly Cell[] = [summary.id, summary.name, id, index + 1, replicate + 1, spec.seed, status, ...numbers, ...varied];
    const columns = curveOf.get(id);
    return columns === undefined ? [] : cells.rows(columns).map((row) => [...head, ...row]);
  });
}

function factorPathsOf(details: readonly ExperimentDetail[]): readonly string[] {
  return [...new Set(details.flatMap(({ conditions }) => conditions.flatMap(({ factors }) => Object.keys(factors))))];
}

function cellOf(value: string | number | boolean | undefined): Cell {
  return typeof value === 'boolean' ? String(value) : (value ?? null);
}
