/** The ONNX Runtime engine of a process, on the device it was asked for, which is tried out before anything is promised. */
import type { PreparedData } from '#core/data/table';
import { invariant, LabError } from '#core/failure';
import { GraphBuilder } from '#engine/graph/graph';
import { onnxMethod } from '#engine/onnx/onnx-method';
import { ExecutableCache, floatData, floats, runtimeVersion } from '#engine/onnx/session';
import type { OnnxDevice } from '#engine/onnx/session-options';
import type { LocalEngine } from '#engine/process/local-engine';
import { engineData, type EngineData } from '#engine/training/engine-data';
import { train } from '#engine/training/trainer';

/** Graphics interface that WebGPU uses on each system. */
const NATIVE: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Metal', win32: 'Direct3D 12', linux: 'Vulkan' };

/** Throws LabError `engineUnavailable` where the device is missing or computes nonsense. */
export async function openOnnx(device: OnnxDevice): Promise<LocalEngine> {
  const cache = new ExecutableCache(24, device);
  await tryOut(cache, device);
  const data = new Map<string, EngineData>();
  return {
    library: `ONNX Runtime ${runtimeVersion()}`,
    version: runtimeVersion(),
    isOnCpu: device === 'cpu',
    device: nameOf(device),
    provide(dataId, prepared: PreparedData) {
      data.set(dataId, engineData(prepared));
      free(prepared.table.features);
    },
    forget: (dataId) => void data.delete(dataId),
    async train(job, hooks) {
      const known = data.get(job.dataId);
      invariant(known !== undefined, `the data ${job.dataId} was sent before its job`);
      await train(job, onnxMethod(known, cache), hooks);
    },
  };
}

/**
 * Gives memory back at once that a collection of garbage might leave for minutes: half of what a process with much data holds. Not where
 * other arrays of a table that was read from a file lie in the same memory.
 */
function free({ buffer, byteLength }: Float32Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}

/** Computes 1 * 2 + 1 * 2 as a matrix product on the device. */
async function tryOut(cache: ExecutableCache, device: OnnxDevice): Promise<void> {
  const builder = new GraphBuilder('try');
  const left = builder.input('left', 'float32', [1, 2]);
  const right = builder.input('right', 'float32', [2, 1]);
  const graph = builder.finish([builder.node('MatMul', [left, right], [1, 1])]);
  try {
    const product = await cache.get('try', () => graph);
    const [result] = await product.run({ left: floats(Float32Array.of(1, 1), [1, 2]), right: floats(Float32Array.of(2, 2), [2, 1]) });
    if (floatData(result)[0] === 4) return;
  } catch (error) {
    throw unavailable(device, reasonOf(device, error instanceof Error ? error.message : String(error)));
  }
  throw unavailable(device, 'its device computes wrongly: 1 * 2 + 1 * 2 did not give 4. A newer graphics driver may help.');
}

function unavailable(device: OnnxDevice, reason: string): LabError {
  return new LabError({ kind: 'engineUnavailable', engine: `onnx-${device}`, reason });
}

/** What the runtime's message means, for somebody who cannot read it. */
export function reasonOf(device: OnnxDevice, message: string): string {
  if (device === 'webgpu' && /adapter|no supported/i.test(message)) {
    return `no graphics device was found through ${NATIVE[process.platform] ?? 'WebGPU'}: install the graphics card's driver (on Linux also the package libvulkan1).`;
  }
  if (device === 'cuda' && /shared library|providers_|not supported|not available|not enabled/i.test(message)) {
    return "ONNX Runtime's CUDA libraries are not installed; Batch Size Lab brings none. It uses graphics cards through WebGPU instead.";
  }
  return `ONNX Runtime could not compute on it: ${message.trim().replace(/\.?$/, '.')}`;
}

function nameOf(device: OnnxDevice): string {
  switch (device) {
    case 'cpu':
      return 'the CPU';
    case 'webgpu':
      return `the graphics device, through WebGPU on ${NATIVE[process.platform] ?? 'this system'}`;
    case 'cuda':
      return 'the graphics card, through CUDA';
    default:
      return device satisfies never;
  }
}
