#!/usr/bin/env node
/** Starts `batchlab.ts` under a Node that can run it: this one, or else the one that the project brings. Plain JavaScript, for any Node. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The runtime among the project's own packages, if there is one for this platform. */
function ownRuntime() {
  const isWindows = process.platform === 'win32';
  const platform = `${isWindows ? 'win' : process.platform}-${process.arch}`;
  const packages = join(here, '..', '..', 'node_modules');
  return [`node-${platform}`, `node-bin-${platform}`]
    .map((name) => join(packages, name, 'bin', isWindows ? 'node.exe' : 'node'))
    .find((file) => existsSync(file));
}

/**
 * Runs the command in another runtime and ends as it ends.
 * @param {string} runtime
 */
function handOver(runtime) {
  const child = spawn(runtime, [join(here, 'batchlab.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; the child takes two that come together for one.
  process.on('SIGINT', () => child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
}

const canRunTypeScript = Boolean(process.features.typescript);
const runtime = canRunTypeScript ? undefined : ownRuntime();
if (canRunTypeScript) await import('./batchlab.ts');
else if (runtime !== undefined) handOver(runtime);
else {
  process.stderr.write(
    `Batch Size Lab needs Node 24 or newer; this is Node ${process.versions.node}. Please install Node 24 and try again.\n`,
  );
  process.exitCode = 1;
}
