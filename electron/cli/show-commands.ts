/** `list`, `show`, `presets`, `data` and `doctor`: what is there, without training anything. */
import { experimentText, runText } from '#cli/experiment-text';
import { EXIT, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { loadCurves } from '#cli/load-curves';
import { loadExperiment } from '#cli/loaded-experiment';
import { measuredEngines } from '#cli/measured-engines';
import { documentOfRun, experimentDocument } from '#cli/report-json';
import { count, duration, meanAndInterval, moment, number, table } from '#cli/words';
import { LabError } from '#core/failure';
import type { LabClient } from '#contract/contract';
import type { DatasetSummary } from '#contract/datasets';
import { FAMILY_WORDS, type SpeedRow, speedRows } from '#contract/engine-speeds';
import type { EngineChoice, EngineId, EngineReport } from '#contract/engines';

/** Every experiment that is not in the bin, newest first. */
export async function listCommand(client: LabClient, options: OutputOptions, io: Io): Promise<number> {
  const all = await client.call('experiments.list', {});
  const experiments = all.filter((experiment) => !experiment.isDeleted).toSorted((one, other) => other.createdAt - one.createdAt);
  if (options.json) writeJson(io, { experiments });
  else if (experiments.length === 0) io.out(`No experiments in ${await folderOf(client)} yet. Try: batchlab run --preset modes`);
  else {
    const rows = experiments.map((experiment) => {
      const runs = Object.values(experiment.runCounts).reduce((sum, amount) => sum + amount, 0);
      const ended = experiment.runCounts.finished + experiment.runCounts.diverged;
      const score = experiment.score === null ? '-' : meanAndInterval(experiment.score);
      return [experiment.id, experiment.state, `${ended}/${runs}`, score, moment(experiment.createdAt), experiment.name];
    });
    io.out(table(['Id', 'State', 'Runs', 'Best condition', 'Created', 'Name'], rows));
  }
  return EXIT.done;
}

/** An experiment by its id, or one run by the id that begins with it: `abcd1234.2.7`. */
export async function showCommand(client: LabClient, id: string, options: OutputOptions, io: Io): Promise<number> {
  const isRun = id.includes('.');
  const experimentId = isRun ? id.slice(0, id.indexOf('.')) : id;
  const detail = await client.call('experiments.get', { id: experimentId });
  if (!isRun) {
    const loaded = await loadExperiment(client, detail);
    if (options.json) writeJson(io, experimentDocument(loaded));
    else io.out(experimentText(loaded));
    return EXIT.done;
  }
  const run = detail.runs.find((candidate) => candidate.id === id);
  if (run === undefined) throw new LabError({ kind: 'notFound', what: 'run', id });
  if (options.json) writeJson(io, documentOfRun(experimentDocument(await loadExperiment(client, detail)), id));
  else for (const curve of await loadCurves(client, [run])) io.out(runText(detail, run, curve.evaluations));
  return EXIT.done;
}

/** The experiments that come with the lab. */
export async function presetsCommand(client: LabClient, options: OutputOptions, io: Io): Promise<number> {
  // Times go by what was measured of the engines, which this asks them.
  await measuredEngines(client, { isAgain: false, quiet: options.quiet }, io);
  const presets = await client.call('presets.list', {});
  const time = (seconds: number | null): string => (seconds !== null ? `about ${duration(seconds)}` : '-');
  if (options.json) writeJson(io, { presets });
  else {
    const rows = presets.map(({ id, spec, runs, estimatedSeconds, full }) => [
      id,
      String(runs),
      time(estimatedSeconds),
      full === null ? '' : String(full.runs),
      full === null ? '' : time(full.estimatedSeconds),
      spec.name,
    ]);
    io.out(table(['Id', 'Runs', 'Time', 'Full runs', 'Time', 'Name'], rows));
  }
  return EXIT.done;
}

export async function dataListCommand(client: LabClient, options: OutputOptions, io: Io): Promise<number> {
  const datasets = await client.call('datasets.list', {});
  if (options.json) writeJson(io, { datasets });
  else if (datasets.length === 0) io.out(`No data in ${await folderOf(client)} yet. Try: batchlab data import FILE --name NAME`);
  else {
    const rows = datasets.map((dataset) => [
      dataset.name,
      String(dataset.shape.rows),
      String(dataset.shape.features),
      targetInWords(dataset),
      moment(dataset.importedAt),
    ]);
    io.out(table(['Name', 'Rows', 'Features', 'Target', 'Imported'], rows));
  }
  return EXIT.done;
}

/** "kind (3 classes)" */
export function targetInWords({ targetName, shape }: DatasetSummary): string {
  return shape.target.kind === 'class' ? `${targetName} (${count(shape.target.classes, 'class')})` : `${targetName} (numbers)`;
}

/** Engines, devices, measured speed, and why one is missing. `isAgain`: measures them even if they were measured before. */
export async function doctorCommand(
  client: LabClient,
  choice: EngineChoice,
  options: OutputOptions & { readonly isAgain: boolean },
  io: Io,
): Promise<number> {
  const engines = await measuredEngines(client, options, io);
  const dataDirectory = await folderOf(client);
  const chosen = choose(engines, choice);
  if (options.json) writeJson(io, { engines, chosen });
  else {
    for (const engine of engines) {
      const speed = engine.samplesPerSecond === null ? '' : `, ${number(engine.samplesPerSecond)} samples a second`;
      io.out(`${engine.id}: ${engine.available ? `can be used${speed} (${engine.device})` : 'cannot be used'}\n  ${engine.reason}`);
      if (engine.selfTest !== undefined && engine.selfTest !== null) {
        io.out(`  Self-test: after 20 updates it agrees with onnx-cpu to ${engine.selfTest.maxRelativeDifference.toExponential(1)}.`);
      }
      const { measuredAt, learned } = engine;
      const since = learned === undefined ? '' : `; learned since from ${count(learned.runs, 'run')}, last on ${moment(learned.at)}`;
      if (measuredAt !== undefined) io.out(`  Measured on ${moment(measuredAt)}${since}.`);
    }
    const rows = speedRows(engines);
    if (rows.length > 0) io.out(`\n${speedTable(engines, rows)}`);
    const how = choice === 'auto' && rows.length > 0 ? ' (small ones; auto goes by the predicted time of each experiment)' : '';
    io.out(`\nExperiments would run on: ${chosen ?? 'none of them'}${how}`);
    io.out(`Data folder: ${dataDirectory}`);
  }
  return chosen === null ? EXIT.failed : EXIT.done;
}

/** Updates a second of each kind of network, an engine a column; the fastest of a row has a star. */
function speedTable(engines: readonly EngineReport[], rows: readonly SpeedRow[]): string {
  const measured = engines.filter(({ speeds }) => speeds !== undefined);
  const cell = ({ speeds, fastest }: SpeedRow, id: EngineId): string => {
    const speed = speeds.find(({ engine }) => engine === id);
    return speed === undefined ? '-' : `${number(Number(speed.updatesPerSecond.toPrecision(3)))}${fastest === id ? ' *' : '  '}`;
  };
  const measuredAt = Math.max(...measured.map((engine) => engine.measuredAt ?? 0));
  return [
    `Updates a second, measured ${moment(measuredAt)} (* the fastest):`,
    table(
      ['Network', 'Batch size', ...measured.map(({ id }) => id)],
      rows.map((row) => [
        `${FAMILY_WORDS[row.family].name.toLowerCase()} (${FAMILY_WORDS[row.family].network})`,
        String(row.batchSize),
        ...measured.map(({ id }) => cell(row, id)),
      ]),
    ),
  ].join('\n');
}

/** The engine that was asked for if it can be used; for `auto` the one that the engines name. */
function choose(engines: readonly EngineReport[], choice: EngineChoice): EngineId | null {
  const isChosen = (engine: EngineReport): boolean => (choice === 'auto' ? engine.isAutomatic === true : engine.id === choice);
  return engines.find((engine) => engine.available && isChosen(engine))?.id ?? null;
}

async function folderOf(client: LabClient): Promise<string> {
  return (await client.call('lab.status', {})).dataDirectory;
}
