/** Whether the native library of TensorFlow.js for graphics cards is installed: a look at the disk, which loads nothing. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const CUDA_PACKAGE = '@tensorflow/tfjs-node-gpu';

/** What is missing, in a sentence; null where all files are there. */
export function missingLibrary(): string | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${CUDA_PACKAGE}/package.json`));
    // What the package downloads when its install script may run.
    if (existsSync(join(folder, 'lib'))) return null;
  } catch {
    return `It does not use CUDA: the optional package ${CUDA_PACKAGE} is not installed.`;
  }
  return `It does not use CUDA: ${CUDA_PACKAGE} is here without its native library ("npm rebuild ${CUDA_PACKAGE} --ignore-scripts=false" fetches it where its servers still offer it).`;
}
