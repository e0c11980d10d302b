/** What engines are called, on screen and in sentences. */
import type { EngineId } from '#contract/engines';

interface EngineName {
  /** With what it is made of, for headings. */
  readonly title: string;
  /** Within a sentence: "12 s with the graphics card". */
  readonly plain: string;
}

export const ENGINE_NAMES: Readonly<Record<EngineId, EngineName>> = {
  'onnx-cpu': { title: 'Processor (ONNX Runtime)', plain: "the computer's processor" },
  'onnx-webgpu': { title: 'Graphics card (ONNX Runtime, WebGPU)', plain: 'the graphics card' },
  'onnx-cuda': { title: 'NVIDIA graphics card (ONNX Runtime, CUDA)', plain: 'the NVIDIA graphics card' },
  tfjs: { title: 'TensorFlow.js', plain: 'TensorFlow.js' },
};
