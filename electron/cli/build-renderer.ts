/** Builds the renderer into dist/renderer when its sources are newer than the last build. An installed lab brings it built. */
import { existsSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '#core/failure';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILT = join(ROOT, 'dist', 'renderer');
const CONFIGURATION = join(ROOT, 'vite.config.ts');
const SOURCES = ['renderer', 'electron/core', 'electron/contract', 'resources', 'vite.config.ts', 'svelte.config.js', 'package.json'];

/** The folder of the built renderer. `say` hears when a build begins, because it takes a few seconds. */
export async function buildRendererIfStale(say: (line: string) => void): Promise<string> {
  const sources = SOURCES.map((source) => join(ROOT, source));
  if (!existsSync(CONFIGURATION) || !(await isStale(join(BUILT, 'index.html'), sources))) return BUILT;
  say('Building the screens (a few seconds) ...');
  try {
    const { build } = await import('vite');
    await build({ root: join(ROOT, 'renderer'), configFile: CONFIGURATION, logLevel: 'error' });
  } catch (error) {
    // Vite appends a stack to its messages.
    const reason = (error instanceof Error ? error.message : String(error)).split('\n    at ')[0];
    throw new LabError({ kind: 'conflict', problem: `The screens could not be built: ${reason}` });
  }
  return BUILT;
}

/** True where a file was never made, or something among its sources (files and folders) has changed since. */
export async function isStale(product: string, sources: readonly string[]): Promise<boolean> {
  if (!existsSync(product)) return true;
  const builtAt = statSync(product).mtimeMs;
  const times = await Promise.all(sources.map(newestChange));
  return times.some((changedAt) => changedAt > builtAt);
}

/** Time of the latest change of a file, or of anything in a folder (the folder itself tells of files that were removed). */
async function newestChange(path: string): Promise<number> {
  const own = await stat(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const inside = await Promise.all((await readdir(path)).map((name) => newestChange(join(path, name))));
  return Math.max(own.mtimeMs, ...inside);
}
