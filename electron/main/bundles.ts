/** The bundles that Electron runs, below `dist`: main process, preload script, engine process and threads. */
import { isStale } from '#host/freshness';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..');

/** Native, or for one platform only: they stay in node_modules. */
const external = ['electron', 'better-sqlite3', 'onnxruntime-node', /^@tensorflow\//];

/** The sandbox takes a preload script only as one CommonJS file; the others are modules. */
export const bundles = [
  { name: 'engine', entry: 'electron/engine/process/entry.ts', file: 'entry.js', format: 'es' },
  { name: 'importer', entry: 'electron/datasets/parse-worker.ts', file: 'worker.js', format: 'es' },
  { name: 'tidier', entry: 'electron/store/checkpoint-worker.ts', file: 'worker.js', format: 'es' },
  { name: 'preload', entry: 'electron/preload/preload.ts', file: 'preload.cjs', format: 'cjs' },
  { name: 'main', entry: 'electron/main/main.ts', file: 'main.js', format: 'es' },
] as const;
type Bundle = (typeof bundles)[number];

export async function bundle({ name, entry, file, format }: Bundle, outputRoot: string): Promise<void> {
  await build({
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: join(root, entry),
      target: 'node24',
      outDir: join(outputRoot, name),
      emptyOutDir: true,
      rolldownOptions: { external, output: { format, entryFileNames: file, chunkFileNames: '[name]-[hash].js' } },
    },
  });
}

/** Returns whether there was anything to do. Main comes last: its time is the time of the whole. */
export async function buildAppIfStale(): Promise<boolean> {
  const output = join(root, 'dist');
  if (!isStale(join(output, 'main', 'main.js'), [join(root, 'electron'), join(root, 'package.json')])) return false;
  for (const one of bundles) await bundle(one, output);
  return true;
}
