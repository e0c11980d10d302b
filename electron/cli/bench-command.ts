/** `bench`: hands over to the benchmark, which is part of a checkout and not of an installed lab. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '#cli/io';
import type { Io } from '#cli/io';

const BENCH = join(import.meta.dirname, '..', '..', 'test', 'bench', 'engine-bench.ts');

export async function benchCommand(argv: readonly string[], io: Io): Promise<number> {
  if (!existsSync(BENCH)) {
    io.err(
      'The benchmark is only in a checkout of the source, not in an installed lab. For the speed of the engines here: batchlab doctor',
    );
    return EXIT.failed;
  }
  const child = spawn(process.execPath, [BENCH, ...argv], { stdio: 'inherit' });
  const end = io.onInterrupt(() => void child.kill('SIGINT'));
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code ?? EXIT.failed));
    });
  } finally {
    end();
  }
}
