/** Builds the renderer into dist/renderer when its sources are newer than the last build. An installed lab brings it built. */
import { existsSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failureOf, LabError } from '#core/failure';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILT = join(ROOT, 'dist', 'renderer');
const CONFIGURATION = join(ROOT, 'vite.config.ts');
const SOURCES = ['renderer', 'electron/core', 'electron/contract', 'resources', 'vite.config.ts', 'svelte.config.js', 'package.json'];

/** The folder of the built renderer. `say` hears when a build begins, because it takes a few seconds. */
export async function buildRendererIfStale(say: (line: string) => void): Promise<string> {
  if (!existsSync(CONFIGURATION) || !(await isStale())) return BUILT;
  say('Building the screens (a few seconds) ...');
  try {
    const { build } = await import('vite');
    await build({ root: join(ROOT, 'renderer'), configFile: CONFIGURATION, logLevel: 'error' });
  } catch (error) {
    const failure = failureOf(error);
    const reason = failure.kind === 'internal' ? failure.message : String(error);
    throw new LabError({ kind: 'conflict', problem: `The screens could not be built: ${reason}` });
  }
  return BUILT;
}

async function isStale(): Promise<boolean> {
  const page = join(BUILT, 'index.html');
  if (!existsSync(page)) return true;
  const builtAt = statSync(page).mtimeMs;
  const times = await Promise.all(SOURCES.map((source) => newestChange(join(ROOT, source))));
  return times.some((changedAt) => changedAt > builtAt);
}

/** Time of the latest change of a file, or of anything in a folder (the folder itself tells of files that were removed). */
async function newestChange(path: string): Promise<number> {
  const own = await stat(path);
  if (!own.isDirectory()) return own.mtimeMs;
  const inside = await Promise.all((await readdir(path)).map((name) => newestChange(join(path, name))));
  return Math.max(own.mtimeMs, ...inside);
}
