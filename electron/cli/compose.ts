/** The lab of the command line: engine processes are forked by Node, resources lie beside the sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabService } from '#contract/contract';
import type { EngineChoice } from '#contract/engines';
import { nodeProcess } from '#engine/process/node-process';
import { composeLab as compose } from '#host/compose-lab';
import type { Lab } from '#lab/lab';

const ROOT = join(import.meta.dirname, '..', '..');

export interface ComposedLab {
  readonly service: LabService;
  readonly dataDirectory: string;
  readonly importPaths: Lab['importPaths'];
  warmUp(): Promise<void>;
  /** Stops training (every run saves its state) and gives everything back. */
  close(): Promise<void>;
}

export function composeLab(options: {
  readonly dataDirectory: string;
  readonly mode: 'write' | 'read';
  readonly engine: EngineChoice;
  readonly workers: number | null;
  /** Somebody looks on in windows that should stay quick. */
  readonly hasScreens?: boolean;
}): Promise<ComposedLab> {
  const lab = compose({
    ...options,
    startProcess: nodeProcess(undefined, {}, options.hasScreens),
    resourcesDirectory: join(ROOT, 'resources'),
    appVersion: appVersion(),
    holder: `batchlab (process ${String(process.pid)})`,
  });
  return Promise.resolve({
    service: lab,
    dataDirectory: options.dataDirectory,
    importPaths: lab.importPaths,
    warmUp: () => lab.warmUp(),
    close: () => lab.close(),
  });
}

function appVersion(): string {
  // The project's own package.json, which has a version.
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return version;
}
