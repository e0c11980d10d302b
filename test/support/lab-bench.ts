/** A lab on a real store in a folder of its own, with engines and a clock that a test holds. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatasetFiles } from '#datasets/dataset-files';
import { tableHash } from '#datasets/hash';
import { createLab, type Lab } from '#lab/lab';
import type { Engines } from '#lab/ports/engines';
import type { Clock } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';
import { studyFiles } from '#report/study-files';
import { openStore } from '#store/open-store';
import { FakeClock } from '#test/support/fake-clock';
import { ScriptedPool, scriptedEngines } from '#test/support/scripted-engines';

export interface LabBench {
  readonly directory: string;
  readonly pool: ScriptedPool;
  readonly clock: FakeClock;
  readonly store: Store;
  readonly lab: Lab;
  /** Another lab on the same folder, as after a crash of this one. */
  reopen(): LabBench;
  remove(): void;
}

/** Lets promises that are ready run. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function labBench(places = 2, directory = mkdtempSync(join(tmpdir(), 'batchlab-lab-'))): LabBench {
  const pool = new ScriptedPool(places);
  const clock = new FakeClock();
  const { store, lab } = labOn(directory, scriptedEngines(pool), clock);
  return {
    ...{ directory, pool, clock, store, lab },
    reopen() {
      store.close();
      return labBench(places, directory);
    },
    remove() {
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

let ids = 0;

export function labOn(directory: string, engines: Engines, clock: Clock): { readonly store: Store; readonly lab: Lab } {
  const store = openStore(directory, { mode: 'write', now: () => clock.now() });
  const lab = createLab({
    store,
    engines,
    files: createDatasetFiles(directory),
    studies: studyFiles(),
    presets: { list: () => [] },
    environment: {
      appVersion: '0.0.0-test',
      os: 'test',
      node: process.version,
      newId: () => `e${String(++ids)}`,
      hashText: (text) => createHash('sha256').update(text).digest('hex'),
      hashTable: tableHash,
      memory: () => ({ usedBytes: 1, totalBytes: 2 }),
      load: () => ({ pid: 1, cores: 2, cpuSeconds: clock.now() / 2000, loopDelayMs: { mean: 1, p99: 2, most: 3 } }),
    },
    clock,
    engineChoice: 'onnx-cpu',
    workers: null,
  });
  return { store, lab };
}
