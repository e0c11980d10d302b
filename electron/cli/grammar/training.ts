/** The words of training: what is run, by hand or ready-made, and what that says of the claims. */
import { type CommandContext, wholeNumber } from '#cli/grammar/context';
import { UsageError } from '#cli/io';
import { resumeCommand, runCommand } from '#cli/run-command';
import type { WhatToRun } from '#cli/run-command';
import { claimsCommand, scorecardCommand } from '#cli/science-commands';
import { presetsCommand } from '#cli/show-commands';

interface RunFlags {
  readonly preset?: string;
  readonly full?: boolean;
  readonly seed?: number;
}

export function addTraining({ program, io, output, withLab }: CommandContext): void {
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
}

function whatToRun(file: string | undefined, { preset, full: isFull = false, seed }: RunFlags): WhatToRun {
  if (isFull && preset === undefined) throw new UsageError('Only a preset has a full form: batchlab run --preset ID --full.');
  if (seed !== undefined && preset === undefined) throw new UsageError('Only a preset takes --seed; in an experiment file change "seed".');
  if (file !== undefined && preset === undefined) return { kind: 'file', file };
  if (file === undefined && preset !== undefined) return { kind: 'preset', id: preset, isFull, seed: seed ?? null };
  throw new UsageError('Name either an experiment file or a preset: batchlab run FILE, or batchlab run --preset ID.');
}
