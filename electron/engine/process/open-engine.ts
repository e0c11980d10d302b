/** The engines that a process can become. Their libraries are loaded here and not at the top, so that one that does not load can be reported. */
import type { EngineId } from '#contract/engines';
import type { PreparedData } from '#core/data/table';
import type { TrainingJob } from '#lab/ports/engines';
import type { Greeting } from '#engine/process/protocol';
import type { TrainingHooks } from '#engine/training/trainer';

/** An engine inside its process. */
export interface LocalEngine extends Greeting {
  /** Takes the data over: its features may be gone afterwards. */
  provide(dataId: string, data: PreparedData): void;
  forget(dataId: string): void;
  /** See `train` of `training/trainer`; the job's data was provided. */
  train(job: TrainingJob, hooks: TrainingHooks): Promise<void>;
}

/** Throws LabError `engineUnavailable`, or what the library throws when it is loaded. */
export async function openEngine(id: EngineId): Promise<LocalEngine> {
  switch (id) {
    case 'onnx-cpu':
      return (await import('#engine/onnx/onnx-engine')).openOnnx('cpu');
    case 'onnx-webgpu':
      return (await import('#engine/onnx/onnx-engine')).openOnnx('webgpu');
    case 'onnx-cuda':
      return (await import('#engine/onnx/onnx-engine')).openOnnx('cuda');
    case 'tfjs':
      return (await import('#engine/tfjs/tfjs-engine')).openTensorFlow();
    default:
      return id satisfies never;
  }
}
