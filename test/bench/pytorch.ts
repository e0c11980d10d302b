/** Runs PyTorch beside this project, where a Python with torch is installed: one process, one thread in every library it computes with. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Clock } from '#test/bench/measure';

const SCRIPT = fileURLToPath(new URL('./pytorch-loop.py', import.meta.url));

/** `torch.set_num_threads(1)` leaves OpenBLAS alone, which takes all cores for a matrix product: only the environment holds it to one. */
const ONE_THREAD = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

export interface PyTorch {
  readonly version: string;
  /** Median milliseconds of one update of a network of dense layers. */
  step(sizes: readonly number[], batch: number, seconds: number): Promise<number>;
  /** ... of the convolutional network of the bench. */
  convolutionalStep(batch: number, seconds: number): Promise<number>;
  /** Median milliseconds of a product [rows, inner] [inner, columns]. */
  product(rows: number, inner: number, columns: number, seconds: number): Promise<number>;
  /** Seconds of one run of the study over so many epochs. */
  studyRun(batch: number, learningRate: number, epochs: number): Promise<number>;
  /** Seconds of one trial of the gradient probe: norm of the gradient of a random batch. */
  probeTrial(sizes: readonly number[], batch: number, trials: number): Promise<number>;
  close(): void;
}

/** PyTorch under the first Python that has it; null where none has. `environment` is added to its own. */
export function findPyTorch(clock: Clock, environment: Readonly<Record<string, string>> = {}): PyTorch | null {
  const env = { ...process.env, ...ONE_THREAD, ...environment };
  for (const python of ['python3', '/usr/bin/python3']) {
    let version: string;
    try {
      const asked = execFileSync(python, ['-c', 'import torch; print(torch.__version__)'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      version = asked.trim();
    } catch {
      // This Python is not there or has no torch: try the next.
      continue;
    }
    const child = spawn(python, [SCRIPT, clock], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const ask = asker(child);
    return {
      version,
      step: (sizes, batch, seconds) => ask('step', sizes.join('-'), batch, seconds),
      convolutionalStep: (batch, seconds) => ask('convolutional', batch, seconds),
      product: (rows, inner, columns, seconds) => ask('product', rows, inner, columns, seconds),
      studyRun: (batch, rate, epochs) => ask('study', batch, rate, epochs),
      probeTrial: (sizes, batch, trials) => ask('probe', sizes.join('-'), batch, trials),
      close: () => void child.stdin.end(),
    };
  }
  return null;
}

/** One question a line, one number a line; questions come one at a time. */
function asker(child: ChildProcess): (...question: readonly (string | number)[]) => Promise<number> {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the PyTorch loop has pipes');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async (...question) => {
    stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    const answer = Number(value);
    if (done === true || !Number.isFinite(answer)) throw new Error(`the PyTorch loop did not answer ${JSON.stringify(question)}`);
    return answer;
  };
}
