/** Builds the renderer into dist/renderer when its sources are newer than the last build. An installed lab brings it built. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '#core/failure';
import { isStale } from '#host/freshness';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILT = join(ROOT, 'dist', 'renderer');
const CONFIGURATION = join(ROOT, 'vite.config.ts');
const SOURCES = ['renderer', 'electron/core', 'electron/contract', 'resources', 'vite.config.ts', 'svelte.config.js', 'package.json'];

/** The folder of the built renderer. `say` hears when a build begins, because it takes a few seconds. */
export async function buildRendererIfStale(say: (line: string) => void): Promise<string> {
  const sources = SOURCES.map((source) => join(ROOT, source));
  if (!existsSync(CONFIGURATION) || !isStale(join(BUILT, 'index.html'), sources)) return BUILT;
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
