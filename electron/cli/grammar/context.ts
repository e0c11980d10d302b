/** What the words of all commands share: the lab that a command needs, the options before its name, and whole numbers. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Io, OutputOptions } from '#cli/io';
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

export interface CommandContext {
  readonly program: Command;
  readonly io: Io;
  /** Of the options before the command. */
  readonly labOptions: (mode: LabOptions['mode']) => LabOptions;
  readonly output: () => OutputOptions;
  /** Runs a command in a lab that is closed afterwards. */
  readonly withLab: (mode: LabOptions['mode'], command: (client: LabClient, lab: OpenedLab) => Promise<number>) => Promise<void>;
  /** The exit code of a command that opens no lab. */
  readonly done: (exitCode: number) => void;
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
