/** Runs the PyTorch loop beside this project, where a Python with torch is installed. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./pytorch-loop.py', import.meta.url));

export interface PyTorch {
  readonly version: string;
  /** Median milliseconds of one update. */
  step(sizes: readonly number[], batch: number, seconds: number): number;
  /** Seconds of one run of the study over so many epochs. */
  studyRun(batch: number, learningRate: number, epochs: number): number;
}

/** PyTorch under the first Python that has it; null where none has. */
export function findPyTorch(): PyTorch | null {
  for (const python of ['python3', '/usr/bin/python3']) {
    try {
      const version = execFileSync(python, ['-c', 'import torch; print(torch.__version__)'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
      return {
        version,
        step: (sizes, batch, seconds) => field(python, ['step', sizes.join('-'), String(batch), String(seconds)], 'milliseconds'),
        studyRun: (batch, rate, epochs) => field(python, ['study', String(batch), String(rate), String(epochs)], 'seconds'),
      };
    } catch {
      // This Python is not there or has no torch: try the next.
      continue;
    }
  }
  return null;
}

function field(python: string, args: readonly string[], name: string): number {
  const answer: unknown = JSON.parse(execFileSync(python, [SCRIPT, ...args], { encoding: 'utf8' }));
  const value: unknown =
    typeof answer === 'object' && answer !== null && name in answer ? Object.entries(answer).find(([key]) => key === name)?.[1] : undefined;
  if (typeof value !== 'number') throw new Error(`the PyTorch loop gave no ${name}`);
  return value;
}
