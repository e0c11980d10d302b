#!/usr/bin/env node
/** Starts `batchlab.ts` under a Node that can run it: this one, or else the one that the project brings. Plain JavaScript, for any Node. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./batchlab.ts', import.meta.url));

/** @returns {string | null} The runtime among the project's own packages, if this platform has one. */
function ownRuntime() {
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    try {
      return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
    } catch {
      continue;
    }
  }
  return null;
}

/** Runs the command in a runtime of its own and ends as it ends. @param {string} runtime */
function hand(runtime) {
  const child = spawn(runtime, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; the child takes two that come together for one.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => process.exit(code ?? 1));
}

const isNewEnough = Boolean(process.features.typescript);
const runtime = isNewEnough ? null : ownRuntime();
if (isNewEnough) await import('./batchlab.ts');
else if (runtime !== null) hand(runtime);
else {
  console.error(`Batch Size Lab needs Node 24 or newer; this is Node ${process.versions.node}. Please install Node 24 and try again.`);
  process.exitCode = 1;
}
