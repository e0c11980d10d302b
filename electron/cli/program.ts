/** The command line: the options that all commands share, and how what a command ends with becomes an exit code. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { type CommandContext, type OpenLab, wholeNumber } from '#cli/grammar/context';
import { addComputer } from '#cli/grammar/computer';
import { addData } from '#cli/grammar/data';
import { addHistory } from '#cli/grammar/history';
import { addTraining } from '#cli/grammar/training';
import { EXIT } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { reportError } from '#cli/report-error';
import type { EngineChoice } from '#contract/engines';

interface CommonOptions extends Partial<OutputOptions> {
  readonly dataDir?: string;
  readonly engine: EngineChoice;
  readonly workers?: number;
}

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

  const labOptions: CommandContext['labOptions'] = (mode) => {
    const { dataDir, engine, workers } = program.opts<CommonOptions>();
    return { dataDirectory: dataDir === undefined ? null : resolve(dataDir), engine, workers: workers ?? null, mode };
  };
  const output = (): OutputOptions => {
    const { json, quiet } = program.opts<CommonOptions>();
    return { json: json ?? false, quiet: quiet ?? false };
  };
  const withLab: CommandContext['withLab'] = async (mode, command) => {
    const lab = await openLab(labOptions(mode));
    try {
      done(await command(lab.client, lab));
    } finally {
      await lab.close();
    }
  };
  const context: CommandContext = { program, io, labOptions, output, withLab, done };
  for (const addCommands of [addTraining, addHistory, addData, addComputer]) addCommands(context);
  return program;
}

function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}
