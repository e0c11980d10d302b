/** Runs the PyTorch loop beside this project, where a Python with torch is installed: one thread, in every library it computes with. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('./pytorch-loop.py', import.meta.url));

/** `torch.set_num_threads(1)` leaves OpenBLAS alone, which takes all cores for a matrix product: only the environment holds it to one. */
const ONE_THREAD = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

export interface PyTorch {
  readonly version: string;
  /** Median milliseconds of one update of a network of dense layers. */
  step(sizes: readonly number[], batch: number, seconds: number): number;
  /** ... of the convolutional network of the bench. */
  convolutionalStep(batch: number, seconds: number): number;
  /** Median milliseconds of a product [rows, inner] [inner, columns]. */
  product(rows: number, inner: number, columns: number, seconds: number): number;
  /** Seconds of one run of the study over so many epochs. */
  studyRun(batch: number, learningRate: number, epochs: number): number;
  /** Seconds of one trial of the gradient probe: norm of the gradient of a random batch. */
  probeTrial(sizes: readonly number[], batch: number, trials: number): number;
}

/** PyTorch under the first Python that has it; null where none has. `environment` is added to its own. */
export function findPyTorch(environment: Readonly<Record<string, string>> = {}): PyTorch | null {
  const env = { ...process.env, ...ONE_THREAD, ...environment };
  for (const python of ['python3', '/usr/bin/python3']) {
    const ask = (args: readonly (string | number)[], name: string): number => field(python, args.map(String), name, env);
    try {
      const version = execFileSync(python, ['-c', 'import torch; print(torch.__version__)'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
      return {
        version,
        step: (sizes, batch, seconds) => ask(['step', sizes.join('-'), batch, seconds], 'milliseconds'),
        convolutionalStep: (batch, seconds) => ask(['convolutional', batch, seconds], 'milliseconds'),
        product: (rows, inner, columns, seconds) => ask(['product', rows, inner, columns, seconds], 'milliseconds'),
        studyRun: (batch, rate, epochs) => ask(['study', batch, rate, epochs], 'seconds'),
        probeTrial: (sizes, batch, trials) => ask(['probe', sizes.join('-'), batch, trials], 'seconds'),
      };
    } catch {
      // This Python is not there or has no torch: try the next.
      continue;
    }
  }
  return null;
}

function field(python: string, args: readonly string[], name: string, env: NodeJS.ProcessEnv): number {
  const answer: unknown = JSON.parse(execFileSync(python, [SCRIPT, ...args], { encoding: 'utf8', env }));
  const value: unknown =
    typeof answer === 'object' && answer !== null && name in answer ? Object.entries(answer).find(([key]) => key === name)?.[1] : undefined;
  if (typeof value !== 'number') throw new Error(`the PyTorch loop gave no ${name}`);
  return value;
}
