/** The engines that a process can become. Their libraries are loaded here and not at the top, so that one that does not load can be reported. */
import type { EngineId } from '#contract/engines';
import type { LocalEngine } from '#engine/process/local-engine';

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
