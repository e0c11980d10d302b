/** Puts the lab together: store, engines, data files and presets behind the contract. Every host starts here. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createDatasetFiles } from '#datasets/dataset-files';
import type { EngineMemory } from '#engine/calibration';
import { createEngines } from '#engine/engines';
import type { StartProcess } from '#engine/process/protocol';
import { nodeEnvironment } from '#host/node-environment';
import { presetFiles } from '#host/preset-files';
import { createLab, type Lab } from '#lab/lab';
import type { Clock } from '#lab/ports/environment';
import { studyFiles } from '#report/study-files';
import { openStore } from '#store/open-store';
import type { EngineChoice } from '#contract/engines';

export interface LabOptions {
  readonly dataDirectory: string;
  /** A reader looks at the history, also while another process writes it; it cannot train. */
  readonly mode: 'write' | 'read';
  readonly engine: EngineChoice;
  /** Engine processes; null for one a core. */
  readonly workers: number | null;
  readonly startProcess: StartProcess;
  /** Somebody looks on in windows that should stay quick: nothing waits for the disk. */
  readonly hasScreens?: boolean;
  /** The bundled files of `datasets/parse-worker` and `store/checkpoint-worker`; left out where the sources run. */
  readonly importWorker?: URL;
  readonly checkpointWorker?: URL;
  /** The folder with `presets/`. */
  readonly resourcesDirectory: string;
  readonly appVersion: string;
  /** Who holds the data folder, as another instance will be told: "the Batch Size Lab window". */
  readonly holder: string;
}

/** Throws LabError where the data folder cannot be opened. */
export function composeLab(options: LabOptions): Lab {
  const directory = resolve(options.dataDirectory);
  const { mode, holder, hasScreens: settlesSoon, checkpointWorker } = options;
  const store = openStore(directory, { mode, holder, settlesSoon, checkpointWorker });
  const memory = (key: string): EngineMemory => ({
    load: () => store.setting(key),
    save: (text) => {
      if (!store.isReadOnly) store.saveSetting(key, text);
    },
  });
  return createLab({
    store,
    engines: createEngines({
      startProcess: options.startProcess,
      memory: memory(CALIBRATION_SETTING),
      learnedMemory: memory(LEARNED_SETTING),
    }),
    files: createDatasetFiles(directory, options.importWorker),
    presets: presetFiles(join(options.resourcesDirectory, 'presets')),
    studies: studyFiles(),
    environment: nodeEnvironment(options.appVersion),
    clock: systemClock,
    engineChoice: options.engine,
    workers: options.workers,
  });
}

const CALIBRATION_SETTING = 'engines.calibration';
const LEARNED_SETTING = 'engines.learnedCosts';

const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Where the history lives: BATCHLAB_DATA_DIR, else the place the system keeps such things. */
export function defaultDataDirectory(): string {
  const { BATCHLAB_DATA_DIR, APPDATA, XDG_DATA_HOME } = process.env;
  if (BATCHLAB_DATA_DIR !== undefined && BATCHLAB_DATA_DIR !== '') return BATCHLAB_DATA_DIR;
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Batch Size Lab');
    case 'win32':
      return join(APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Batch Size Lab');
    default:
      return join(XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'batch-size-lab');
  }
}
