/** Graphs made ready to run by ONNX Runtime: compiled once for their device and kept. */
import { env, Tensor } from 'onnxruntime-node';
import { invariant } from '#core/failure';
import type { Graph } from '#engine/graph/graph';
import { openOnDevice } from '#engine/onnx/device-executable';
import { DeviceMemory } from '#engine/onnx/device-memory';
import { sessionsOn, type OnnxDevice, type OpenSession } from '#engine/onnx/session-options';

export type Value = Tensor;
export type Feeds = Record<string, Value>;

export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}

export function floats(data: Float32Array, shape: readonly number[]): Value {
  return new Tensor('float32', data, shape);
}

export function integers(data: Int32Array, shape: readonly number[]): Value {
  return new Tensor('int32', data, shape);
}

/** The numbers of a float32 value. */
export function floatData(value: Value): Float32Array {
  invariant(value.data instanceof Float32Array, 'the value holds float32');
  return value.data;
}

export interface Executable {
  /** Outputs in the order of the graph. Fed values must not be changed afterwards: a device may keep copies of them. */
  run(feeds: Feeds): Promise<readonly Value[]>;
}

interface OpenExecutable extends Executable {
  release(): Promise<void>;
}

/** Compiles graphs for one device and keeps the last `capacity` of them, the least recently used leaving first. */
export class ExecutableCache {
  private readonly capacity: number;
  private readonly open: (graph: Graph) => Promise<OpenExecutable>;
  private readonly executables = new Map<string, Promise<OpenExecutable>>();

  constructor(capacity = 24, device: OnnxDevice = 'cpu') {
    this.capacity = capacity;
    const openSession = sessionsOn(device);
    const memory = new DeviceMemory(openSession);
    this.open = (graph) => (device === 'webgpu' ? Promise.resolve(openOnDevice(graph, openSession, memory)) : openAsIs(graph, openSession));
  }

  get size(): number {
    return this.executables.size;
  }

  /** The executable of `graph()`; `key` names the graph. */
  async get(key: string, graph: () => Graph): Promise<Executable> {
    const executable = this.executables.get(key) ?? this.open(graph());
    this.executables.delete(key);
    this.executables.set(key, executable);
    await this.shrink();
    return executable;
  }

  private async shrink(): Promise<void> {
    for (const [key, executable] of this.executables) {
      if (this.executables.size <= this.capacity) return;
      this.executables.delete(key);
      await (await executable).release();
    }
  }
}

async function openAsIs(graph: Graph, openSession: OpenSession): Promise<OpenExecutable> {
  const session = await openSession(graph);
  return {
    async run(feeds) {
      const results = await session.run(feeds);
      return graph.outputs.map(({ name }) => results[name]);
    },
    release: () => session.release(),
  };
}
