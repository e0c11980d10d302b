/** The grammar of the command line: which words and options there are, and which command each of them starts. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { benchCommand } from '#cli/bench-command';
import { binCommand } from '#cli/bin-command';
import { compareCommand } from '#cli/compare-command';
import type { CompareRequest } from '#cli/compare-command';
import { exportCommand, importStudyCommand } from '#cli/export-command';
import type { ExportRequest } from '#cli/export-command';
import { reportError } from '#cli/report-error';
import { EXIT, UsageError } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { momentOf, PROBE_KINDS, probeCommand, probesCommand } from '#cli/probe-command';
import type { ProbeFlags } from '#cli/probe-command';
import { resumeCommand, runCommand } from '#cli/run-command';
import type { WhatToRun } from '#cli/run-command';
import { dataImportCommand } from '#cli/data-import';
import type { ImportRequest } from '#cli/data-import';
import { claimsCommand, scorecardCommand } from '#cli/science-commands';
import { dataListCommand, doctorCommand, listCommand, presetsCommand, showCommand } from '#cli/show-commands';
import type { Lens } from '#core/compare/study';
import type { LabClient } from '#contract/contract';
import type { EngineChoice } from '#contract/engines';
import type { Lab } from '#lab/lab';

/** Which lab a command needs; `read` works while another program trains in the same data folder. */
export interface LabOptions {
  /** null stands for the default data folder. */
  readonly dataDirectory: string | null;
  readonly engine: EngineChoice;
  readonly workers: number | null;
  readonly mode: 'write' | 'read';
}
interface OpenedLab {
  readonly client: LabClient;
  readonly importPaths: Lab['importPaths'];
  close(): Promise<void>;
}
export type OpenLab = (options: LabOptions) => Promise<OpenedLab>;

interface CommonOptions extends Partial<OutputOptions> {
  readonly dataDir?: string;
  readonly engine: EngineChoice;
  readonly workers?: number;
}

/** The options of `data import`, as commander gives them. */
interface ImportFlags extends Omit<ImportRequest, 'target' | 'images' | 'hasHeader'> {
  readonly target?: string;
  readonly header?: boolean;
  readonly imageSize?: number;
  readonly imageColour?: 'auto' | 'grey' | 'colour';
}

/** The options of `export`, as commander gives them. */
interface ExportFlags {
  readonly format: ExportRequest['format'];
  readonly out?: string;
  readonly at?: string;
  readonly withData?: boolean;
}

const LENSES: readonly Lens[] = ['epochs', 'updates', 'samples', 'seconds', 'end'];
const GROUPS: readonly CompareRequest['group'][] = ['condition', 'allButSeed'];
const FORMATS: readonly ExportRequest['format'][] = ['csv', 'json', 'study', 'onnx'];
const ENGINE_CHOICES: readonly EngineChoice[] = ['auto', 'onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tfjs'];

/** Does what the arguments say and returns the exit code. Every failure has become a sentence by then. */
export async function runProgram(argv: readonly string[], io: Io, openLab: OpenLab): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(io, openLab, (code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    return reportError(error, argv.includes('--json'), io);
  }
}

function createProgram(io: Io, openLab: OpenLab, done: (exitCode: number) => void): Command {
  const program = new Command('batchlab')
    .description('Batch Size Lab: what batch size does to the training of a neural network.')
    .version(packageVersion())
    .option('--data-dir <directory>', 'where experiments are kept (default: BATCHLAB_DATA_DIR, else the folder of the app)')
    .addOption(new Option('--engine <engine>', 'what trains').choices(ENGINE_CHOICES).default('auto'))
    .option('--workers <number>', 'how many engine processes to use', wholeNumber(1, 1024))
    .option('--json', 'write exactly one JSON document to standard output')
    .option('--quiet', 'say nothing but what went wrong')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError('See: batchlab --help');

  const labOptions = (mode: LabOptions['mode']): LabOptions => {
    const { dataDir, engine, workers } = program.opts<CommonOptions>();
    return { dataDirectory: dataDir === undefined ? null : resolve(dataDir), engine, workers: workers ?? null, mode };
  };
  const output = (): OutputOptions => {
    const { json, quiet } = program.opts<CommonOptions>();
    return { json: json ?? false, quiet: quiet ?? false };
  };
  const withLab = async (mode: LabOptions['mode'], command: (client: LabClient, lab: OpenedLab) => Promise<number>): Promise<void> => {
    const lab = await openLab(labOptions(mode));
    try {
      done(await command(lab.client, lab));
    } finally {
      await lab.close();
    }
  };

  program
    .command('run')
    .description('run an experiment to its end')
    .argument('[file]', 'an experiment file (JSON)')
    .option('--preset <id>', 'an experiment that comes with the lab (see: batchlab presets)')
    .option('--full', 'the full form of the preset: more data or seeds, and a longer time')
    .option('--seed <number>', 'the preset once more by another seed, on data drawn anew', wholeNumber(0, 4_294_967_295))
    .action((file: string | undefined, options: RunFlags) => {
      const what = whatToRun(file, options);
      return withLab('write', (client) => runCommand(client, what, output(), io));
    });
  program
    .command('resume')
    .description('go on with an experiment that was stopped or interrupted')
    .argument('<id>', 'the experiment')
    .action((id: string) => withLab('write', (client) => resumeCommand(client, id, output(), io)));
  program
    .command('presets')
    .description('the experiments that come with the lab')
    .action(() => withLab('read', (client) => presetsCommand(client, output(), io)));
  program
    .command('scorecard')
    .description('what a preset predicted, and what came out')
    .argument('<id>', 'an experiment with the design of a preset')
    .action((id: string) => withLab('read', (client) => scorecardCommand(client, id, output(), io)));
  program
    .command('claims')
    .description('what is said about batch size, and what the experiments here say of it')
    .action(() => withLab('read', (client) => claimsCommand(client, output(), io)));
  program
    .command('list')
    .description('all experiments, the newest first')
    .action(() => withLab('read', (client) => listCommand(client, output(), io)));
  program
    .command('show')
    .description('one experiment, or one run of it')
    .argument('<id>', 'an experiment (abcd1234) or a run (abcd1234.2.7)')
    .action((id: string) => withLab('read', (client) => showCommand(client, id, output(), io)));

  program
    .command('bin')
    .description('what lies in the bin; with --empty it is deleted for good')
    .argument('[ids...]', 'experiments in the bin (default: all)')
    .option('--empty', 'delete them for good')
    .option('--yes', 'without asking')
    .action((ids: string[], { empty = false, yes = false }: { readonly empty?: boolean; readonly yes?: boolean }) => {
      const request = { ids, isEmptying: empty, isConfirmed: yes };
      return withLab(empty && yes ? 'write' : 'read', (client) => binCommand(client, request, output(), io));
    });

  program
    .command('probe')
    .description('ask about the weights of runs, and store the answer')
    .argument('<runs...>', 'runs (abcd1234.2.7): two for an interpolation, three for a plane')
    .addOption(new Option('--kind <kind>', 'what to ask').choices(PROBE_KINDS).makeOptionMandatory())
    .option('--at <moment>', 'which weights: start, end, latest, or an update at which they were kept (default: end)')
    .option('--trials <number>', 'random batches of each size (default: 1000)', Number)
    .option('--batch-sizes <sizes...>', 'to draw; of a noise scale: the small and the large one')
    .option('--with-replacement', 'a row may come into a batch more than once (default: it may not, as in an epoch)')
    .option('--rows <number>', 'training rows to look at (default: all)', Number)
    .option('--points <number>', 'points of a line, or of a side of a plane', Number)
    .option('--directions <number>', 'random directions (default: 3)', Number)
    .option('--estimate', 'only say how long it would take')
    .action((runs: string[], flags: ProbeFlags) => withLab('write', (client) => probeCommand(client, runs, flags, output(), io)));
  program
    .command('probes')
    .description('what was asked about the weights of an experiment, or one answer')
    .argument('<id>', 'an experiment, or a probe of the list')
    .action((id: string) => withLab('read', (client) => probesCommand(client, id, output(), io)));

  program
    .command('compare')
    .description('experiments side by side at equal effort: means, intervals, differences, findings')
    .argument('<ids...>', 'experiments')
    .addOption(new Option('--lens <effort>', 'what is held equal (default: the budget of the first)').choices(LENSES))
    .addOption(new Option('--group <how>', 'conditions by themselves, or equal settings together').choices(GROUPS).default('condition'))
    .action((ids: string[], flags: { readonly lens?: Lens; readonly group: CompareRequest['group'] }) =>
      withLab('read', (client) => compareCommand(client, { ids, lens: flags.lens ?? null, group: flags.group }, output(), io)),
    );
  program
    .command('export')
    .description(
      'experiments as a table (csv), a document (json) or a study file that another lab imports; a trained network as a model (onnx)',
    )
    .argument('<ids...>', 'experiments; of a model one run (abcd1234.2.7)')
    .addOption(new Option('--format <format>', 'of the file').choices(FORMATS).makeOptionMandatory())
    .option('--out <file>', 'where to write it (default: standard output; study files and models name themselves)')
    .option('--at <moment>', 'which weights of a model: start, end, latest, or an update at which they were kept (default: end)')
    .option('--with-data', 'of a study file: with the imported data that the experiments were trained on')
    .action((ids: string[], flags: ExportFlags) => {
      const { format, out: file = null, at, withData = false } = flags;
      const request = { ids, format, file, at: at === undefined ? null : momentOf(at), withData };
      return withLab('read', (client) => exportCommand(client, request, output(), io));
    });
  program
    .command('import')
    .description('take the experiments of a study file into the history')
    .argument('<file>', 'a study file (.batchlab)')
    .action((file: string) => withLab('write', (client) => importStudyCommand(client, file, output(), io)));

  program
    .command('restore')
    .description('put a backup in the place of the history; what was there is kept aside')
    .argument('[backup]', 'its name in the folder "backups" (default: the newest that is whole)')
    .action(async (backup: string | undefined) => {
      const { restoreCommand } = await import('#cli/restore-command');
      done(restoreCommand(labOptions('write').dataDirectory, backup ?? null, output(), io));
    });

  const data = program.command('data').description('data of your own');
  data
    .command('import')
    .description('import data: CSV, IDX (MNIST), CIFAR, NumPy arrays, images in a folder a class, or an archive of these')
    .argument('<paths...>', 'the files or folders of one data set')
    .requiredOption('--name <name>', 'how experiments call it')
    .option('--target <column>', 'of a table: the column to predict (default: the last one)')
    .addOption(new Option('--task <task>', 'what the target is').choices(['auto', 'classification', 'regression']).default('auto'))
    .option('--columns <names...>', 'of a table: the columns to use as features (default: all others)')
    .option('--skip-lines <number>', 'of a table: lines above it that are passed over', wholeNumber(0, 1_000_000))
    .option('--header', 'of a table: its first row names the columns (default: found out)')
    .option('--no-header', 'of a table: its first row is data')
    .addOption(new Option('--missing <policy>', 'of a table: what becomes of missing values').choices(['refuse', 'dropRows', 'mean']))
    .addOption(new Option('--words <policy>', 'of a table: what becomes of columns of words').choices(['refuse', 'oneHot']))
    .option('--image-size <pixels>', 'of images: width and height (default: the commonest size)', wholeNumber(1, 4096))
    .addOption(new Option('--image-colour <colour>', 'of images').choices(['auto', 'grey', 'colour']))
    .action((paths: string[], flags: ImportFlags) => {
      const { imageSize, imageColour, target = null, header, ...named } = flags;
      const rest = { ...named, ...(header === undefined ? {} : { hasHeader: header }) };
      const images = { ...(imageSize === undefined ? {} : { width: imageSize, height: imageSize }), colour: imageColour };
      return withLab('write', (_, lab) => dataImportCommand(lab.importPaths, paths, { ...rest, target, images }, output(), io));
    });
  data
    .command('list')
    .description('all imported data')
    .action(() => withLab('read', (client) => dataListCommand(client, output(), io)));

  program
    .command('doctor')
    .description('which engines this computer has, how fast they are, and why one is missing')
    .option('--measure', 'measure all engines again and keep the result, as after a new driver or a busy computer', false)
    .action(({ measure: isAgain }: { readonly measure: boolean }) =>
      // A lab that only reads keeps nothing.
      withLab(isAgain ? 'write' : 'read', (client) => doctorCommand(client, labOptions('read').engine, { ...output(), isAgain }, io)),
    );
  program
    .command('serve')
    .description('open the lab in a browser on this computer')
    .option('--port <number>', 'the port to listen on (default: any free one)', wholeNumber(0, 65535), 0)
    .option('--no-open', 'only print the address')
    .action(async (options: { readonly port: number; readonly open: boolean }) => {
      // Loaded only here: it brings the web server, and no other command waits for that.
      const { serveLab } = await import('#cli/serve');
      const { dataDirectory, engine, workers } = labOptions('write');
      await serveLab({ dataDirectory, engine, workers, port: options.port, openBrowser: options.open, json: output().json }, io);
    });
  program
    .command('bench')
    .description('measure the speed of training (from a checkout)')
    .argument('[arguments...]', 'handed on to the bench')
    .allowUnknownOption()
    .action(async (rest: readonly string[]) => done(await benchCommand(rest, io)));
  return program;
}

interface RunFlags {
  readonly preset?: string;
  readonly full?: boolean;
  readonly seed?: number;
}

function whatToRun(file: string | undefined, { preset, full: isFull = false, seed }: RunFlags): WhatToRun {
  if (isFull && preset === undefined) throw new UsageError('Only a preset has a full form: batchlab run --preset ID --full.');
  if (seed !== undefined && preset === undefined) throw new UsageError('Only a preset takes --seed; in an experiment file change "seed".');
  if (file !== undefined && preset === undefined) return { kind: 'file', file };
  if (file === undefined && preset !== undefined) return { kind: 'preset', id: preset, isFull, seed: seed ?? null };
  throw new UsageError('Name either an experiment file or a preset: batchlab run FILE, or batchlab run --preset ID.');
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}
