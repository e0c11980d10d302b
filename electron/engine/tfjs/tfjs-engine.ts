/** The TensorFlow.js engine of a process: a second way to train, written apart from the first so that each checks the other. */
import * as tf from '@tensorflow/tfjs-core';
import { invariant } from '#core/failure';
import type { LocalEngine } from '#engine/process/local-engine';
import { openBackend, type BackendName } from '#engine/tfjs/backend';
import { tfjsData, type TfjsData } from '#engine/tfjs/batch';
import { tfjsMethod } from '#engine/tfjs/tfjs-method';
import { train } from '#engine/training/trainer';

/** Throws LabError `engineUnavailable` where no backend computes. */
export async function openTensorFlow(only?: BackendName): Promise<LocalEngine> {
  const { name, words, note } = await openBackend(only);
  const data = new Map<string, TfjsData>();
  return {
    library: `TensorFlow.js ${tf.version_core} (${words})`,
    version: tf.version_core,
    isOnCpu: name !== 'tensorflow',
    device: name === 'tensorflow' ? 'the graphics card, through CUDA' : 'the CPU',
    note,
    provide: (dataId, prepared) => void data.set(dataId, tfjsData(prepared)),
    forget: (dataId) => void data.delete(dataId),
    async train(job, hooks) {
      const known = data.get(job.dataId);
      invariant(known !== undefined, `the data ${job.dataId} was sent before its job`);
      invariant(tf.getBackend() === name, `the backend is still ${name}`);
      await train(job, tfjsMethod(known), hooks);
    },
  };
}
