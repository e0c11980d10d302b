/** What engines are called on screen. */
import type { EngineId } from '#contract/engines';

export const ENGINE_NAMES: Readonly<Record<EngineId, string>> = {
  'onnx-cpu': 'Processor (ONNX Runtime)',
  'onnx-webgpu': 'Graphics card (ONNX Runtime, WebGPU)',
  'onnx-cuda': 'NVIDIA graphics card (ONNX Runtime, CUDA)',
  tfjs: 'TensorFlow.js',
};
