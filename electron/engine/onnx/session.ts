/** Graphs made ready to run by ONNX Runtime on the CPU: one thread, no subnormal numbers, compiled once and kept. */
import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { invariant } from '#core/failure';
import { encode } from '#engine/graph/encode';
import type { Graph } from '#engine/graph/graph';

export type Value = Tensor;
export type Feeds = Record<string, Value>;

/** Subnormal numbers make momentum that decays towards zero several times slower, so they count as zero. */
const OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: { session: { set_denormal_as_zero: '1' } },
};

export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}

/** Names of the execution providers that this build of ONNX Runtime carries. */
export function bundledBackends(): readonly string[] {
  return listSupportedBackends()
    .filter((backend) => backend.bundled)
    .map((backend) => backend.name);
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
  /** Outputs in the order of the graph. */
  run(feeds: Feeds): Promise<readonly Value[]>;
}

/** Compiles graphs and keeps the last `capacity` of them, the least recently used leaving first. */
export class ExecutableCache {
  private readonly capacity: number;
  private readonly sessions = new Map<string, { readonly session: Promise<InferenceSession>; readonly outputs: readonly string[] }>();

  constructor(capacity = 24) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.sessions.size;
  }

  /** The executable of `graph()`; `key` names the graph. */
  async get(key: string, graph: () => Graph): Promise<Executable> {
    const known = this.sessions.get(key);
    const entry = known ?? open(graph());
    this.sessions.delete(key);
    this.sessions.set(key, entry);
    await this.shrink();
    const session = await entry.session;
    return {
      run: async (feeds) => {
        const results = await session.run(feeds);
        return entry.outputs.map((name) => results[name]);
      },
    };
  }

  private async shrink(): Promise<void> {
    for (const [key, entry] of this.sessions) {
      if (this.sessions.size <= this.capacity) return;
      this.sessions.delete(key);
      await (await entry.session).release();
    }
  }
}

function open(graph: Graph): { readonly session: Promise<InferenceSession>; readonly outputs: readonly string[] } {
  return { session: InferenceSession.create(encode(graph), OPTIONS), outputs: graph.outputs.map((tensor) => tensor.name) };
}
