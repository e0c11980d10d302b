/** A graph on a graphics device: repetitions unrolled, constant inputs and the state kept on the device, records read back. */
import { Tensor } from 'onnxruntime-node';
import type { InferenceSession } from 'onnxruntime-node';
import { invariant } from '#core/failure';
import type { Graph } from '#engine/graph/graph';
import { repetitionInputs, unroll, type RepetitionInputs } from '#engine/graph/unroll';
import type { DeviceMemory } from '#engine/onnx/device-memory';
import { forDevice } from '#engine/onnx/for-device';
import type { OpenSession } from '#engine/onnx/session-options';

type Feeds = Readonly<Record<string, Tensor>>;

interface DeviceExecutable {
  run(feeds: Feeds): Promise<readonly Tensor[]>;
  release(): Promise<void>;
}

/**
 * Updates in one native call. A Scan runs its body on the device but hands the state through the host after every update, which
 * a graphics card answers with a wait; unrolled, the host waits once a call. The rest of a block goes one by one.
 */
const UNROLLED = 8;

export function openOnDevice(graph: Graph, open: OpenSession, memory: DeviceMemory): DeviceExecutable {
  const repetition = repetitionInputs(graph);
  return repetition === null ? plain(graph, open, memory) : new Repeated(graph, repetition, open, memory);
}

/** Without a repetition: all inputs stay on the device, outputs come back. */
function plain(graph: Graph, open: OpenSession, memory: DeviceMemory): DeviceExecutable {
  const session = open(forDevice(graph));
  return {
    async run(feeds) {
      const results = await (await session).run(await held(feeds, memory));
      return graph.outputs.map(({ name }) => results[name]);
    },
    release: async () => (await session).release(),
  };
}

class Repeated implements DeviceExecutable {
  private readonly graph: Graph;
  private readonly inputs: RepetitionInputs;
  private readonly open: OpenSession;
  private readonly memory: DeviceMemory;
  private readonly sessions = new Map<number, Promise<InferenceSession>>();

  constructor(graph: Graph, inputs: RepetitionInputs, open: OpenSession, memory: DeviceMemory) {
    this.graph = graph;
    this.inputs = inputs;
    this.open = open;
    this.memory = memory;
  }

  async run(feeds: Feeds): Promise<readonly Tensor[]> {
    const { state, scanned } = this.inputs;
    const isMoving = (name: string): boolean => state.includes(name) || scanned.includes(name);
    const fixed = await held(Object.fromEntries(Object.entries(feeds).filter(([name]) => !isMoving(name))), this.memory);
    let now: readonly Tensor[] = Object.values(await held(Object.fromEntries(state.map((name) => [name, feeds[name]])), this.memory));
    const total = feeds[scanned[0]].dims[0];
    const recorded = this.graph.outputs.slice(state.length).map((): Tensor[] => []);
    for (let start = 0; start < total;) {
      const count = total - start >= UNROLLED ? UNROLLED : 1;
      const slices = scanned.map((name) => [name, rows(feeds[name], start, count)] as const);
      const states = state.map((name, index) => [name, now[index]] as const);
      const results = await (await this.session(count)).run({ ...fixed, ...Object.fromEntries([...slices, ...states]) });
      const outputs = this.graph.outputs.map(({ name }) => results[name]);
      for (const tensor of start === 0 ? [] : now) tensor.dispose();
      now = outputs.slice(0, state.length);
      outputs.slice(state.length).forEach((tensor, index) => recorded[index].push(tensor));
      start += count;
    }
    // The state before lives on in host memory; should a block be made again from it, it is sent again.
    for (const name of state) this.memory.release(feeds[name]);
    const after = [];
    for (const tensor of now) after.push(await this.memory.read(tensor));
    return [...after, ...recorded.map(joined)];
  }

  async release(): Promise<void> {
    for (const session of this.sessions.values()) await (await session).release();
  }

  private session(count: number): Promise<InferenceSession> {
    const kept = new Set(this.graph.outputs.slice(0, this.inputs.state.length).map(({ name }) => name));
    const opened =
      this.sessions.get(count) ?? this.open(forDevice(unroll(this.graph, count)), (name) => (kept.has(name) ? 'gpu-buffer' : 'cpu'));
    this.sessions.set(count, opened);
    return opened;
  }
}

async function held(feeds: Feeds, memory: DeviceMemory): Promise<Record<string, Tensor>> {
  const copies: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(feeds)) copies[name] = await memory.hold(value);
  return copies;
}

/** `count` rows of the first axis from `start` on, without copying. */
function rows(value: Tensor, start: number, count: number): Tensor {
  const width = value.size / value.dims[0];
  const dims = [count, ...value.dims.slice(1)];
  const { data } = value;
  if (data instanceof Int32Array) return new Tensor('int32', data.subarray(start * width, (start + count) * width), dims);
  return new Tensor('float32', floatsOf(value).subarray(start * width, (start + count) * width), dims);
}

/** One after the other along the first axis. */
function joined(parts: readonly Tensor[]): Tensor {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.size, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(floatsOf(part), offset);
    offset += part.size;
  }
  return new Tensor('float32', all, [parts.reduce((sum, part) => sum + part.dims[0], 0), ...parts[0].dims.slice(1)]);
}

function floatsOf(value: Tensor): Float32Array {
  invariant(value.data instanceof Float32Array, 'the value holds float32');
  return value.data;
}
