/** Finds out whether TensorFlow.js with CUDA loads here, and says in plain words why not. Nothing is trained with it yet. */
import { createRequire } from 'node:module';
import util from 'node:util';

export interface TensorFlowProbe {
  readonly isLoadable: boolean;
  readonly reason: string;
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';
const NOT_TRAINING = 'This version of Batch Size Lab does not train with TensorFlow.js.';

/** Tries to load the package and its native library. */
export function probeTensorFlow(): TensorFlowProbe {
  const require = createRequire(import.meta.url);
  try {
    require.resolve(PACKAGE);
  } catch {
    return { isLoadable: false, reason: `The optional package ${PACKAGE} is not installed. ${NOT_TRAINING}` };
  }
  restoreRemovedFunction();
  try {
    require(PACKAGE);
    return { isLoadable: true, reason: `TensorFlow.js and its native library load here. ${NOT_TRAINING}` };
  } catch {
    return {
      isLoadable: false,
      reason: `The native library of ${PACKAGE} is not there or does not load; "npm rebuild ${PACKAGE} --ignore-scripts=false" fetches it where its servers still offer it. ${NOT_TRAINING}`,
    };
  }
}

/** Node 23 removed `util.isNullOrUndefined`, which the package still calls. */
function restoreRemovedFunction(): void {
  if ('isNullOrUndefined' in util) return;
  Object.defineProperty(util, 'isNullOrUndefined', { value: (value: unknown) => value === null || value === undefined });
}
