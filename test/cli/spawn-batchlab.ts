/** Starts the real `batchlab` in a process of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const SCRIPT = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'batchlab.mjs');

export interface Ended {
  /** null after a kill. */
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until standard output and error together contain a text. */
  says(text: string | RegExp): Promise<string>;
  /** Sends a signal to the whole process group, as a terminal does at Ctrl-C. */
  interrupt(signal?: NodeJS.Signals): void;
}

/** Starts it in a process group of its own, which does not outlive the test. */
export function start(...argv: readonly string[]): Started {
  return startWith({}, argv);
}

/**
 * The same, but it stops (SIGSTOP) after each twenty milliseconds of its own until it is sent SIGCONT, and its engines, which go on, get no new
 * work meanwhile: however busy the computer is, it does not get far while nobody looks.
 */
export function startInSteps(...argv: readonly string[]): Started {
  const step = `if (process.argv[1] === ${JSON.stringify(SCRIPT)}) setInterval(() => process.kill(process.pid, 'SIGSTOP'), 20).unref();`;
  return startWith({ NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=data:text/javascript,${encodeURIComponent(step)}` }, argv);
}

function startWith(environment: Readonly<Record<string, string>>, argv: readonly string[]): Started {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [SCRIPT, ...argv], { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  onTestFinished(() => {
    if (!isOver() && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  });
  let out = '';
  let err = '';
  const changed = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...changed]) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    tell();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode, out, err });
      tell();
    });
  });
  return {
    child,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = (out + err).match(text);
          if (found === null && !isOver()) return;
          changed.delete(check);
          if (found === null) reject(new Error(`It ended without saying ${String(text)}: ${out}${err}`));
          else resolve(found[0]);
        };
        changed.add(check);
        check();
      }),
    interrupt: (signal = 'SIGINT') => {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    },
  };
}

/** Runs it to its end. */
export function batchlab(...argv: readonly string[]): Promise<Ended> {
  return start(...argv).ended;
}
