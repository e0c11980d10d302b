/** The backend that TensorFlow.js computes with here: CUDA where its native library finds a graphics card, else WebAssembly, else JavaScript. */
import { createRequire } from 'node:module';
import util from 'node:util';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
// Registers the derivatives of all operations, which the core leaves out where Node loads it.
import '@tensorflow/tfjs-layers';
import { LabError } from '#core/failure';
import { CUDA_PACKAGE, missingLibrary } from '#engine/tfjs/native-library';

export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

export interface OpenBackend {
  readonly name: BackendName;
  /** "WebAssembly". */
  readonly words: string;
  /** Why it is not a faster one, in whole sentences; empty where there is none. */
  readonly note: string;
}

const WORDS: Readonly<Record<BackendName, string>> = { tensorflow: 'CUDA', wasm: 'WebAssembly', cpu: 'plain JavaScript' };

/** Opens the fastest backend, or `only` this one. Throws LabError `engineUnavailable` where none computes. */
export async function openBackend(only?: BackendName): Promise<OpenBackend> {
  // Without it every process greets the terminal with an advertisement, and every operation checks its inputs for NaN.
  tf.enableProdMode();
  const notes: string[] = [];
  for (const name of ['tensorflow', 'wasm', 'cpu'] as const) {
    if (only !== undefined && name !== only) continue;
    const problem = await problemOf(name);
    if (problem === null) return { name, words: WORDS[name], note: notes.join(' ') };
    notes.push(problem);
  }
  throw new LabError({ kind: 'engineUnavailable', engine: 'tfjs', reason: notes.join(' ') });
}

/** Makes a backend the current one and tries it out; says what is wrong with it, or null. */
async function problemOf(name: BackendName): Promise<string | null> {
  const missing = name === 'tensorflow' ? problemOfCuda() : null;
  if (missing !== null) return missing;
  try {
    // A backend that does not open is passed over in silence by TensorFlow.js, so both are looked at.
    const isOpen = await tf.setBackend(name);
    if (!isOpen || tf.getBackend() !== name) return `TensorFlow.js does not open its backend for ${WORDS[name]} here.`;
    if (name === 'tensorflow' && !isOnGraphicsCard(tf.backend())) return 'TensorFlow finds no graphics card that CUDA can use.';
    const product = tf.tidy(() => tf.matMul(tf.ones([1, 2]), tf.fill([2, 1], 2)).dataSync()[0]);
    return product === 4 ? null : `Its backend for ${WORDS[name]} computes wrongly: 1 * 2 + 1 * 2 did not give 4.`;
  } catch (error) {
    return `Its backend for ${WORDS[name]} fails: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Loads the package with the native library, where it is installed. */
function problemOfCuda(): string | null {
  const missing = missingLibrary();
  if (missing !== null) return missing;
  restoreRemovedFunction();
  // Room on the card is taken as it is needed, and warnings for programmers are left out.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    createRequire(import.meta.url)(CUDA_PACKAGE);
    return null;
  } catch (error) {
    return `It does not use CUDA: the native library does not load (${error instanceof Error ? error.message : String(error)}).`;
  }
}

/** The package computes on the CPU where there is no card, and says so only here. */
function isOnGraphicsCard(backend: object): boolean {
  return 'isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true;
}

/** Node 23 removed `util.isNullOrUndefined`, which the package still calls. */
function restoreRemovedFunction(): void {
  if ('isNullOrUndefined' in util) return;
  Object.defineProperty(util, 'isNullOrUndefined', { value: (value: unknown) => value === null || value === undefined });
}
