/** How graphs are opened on each device that ONNX Runtime can train on. */
import { InferenceSession } from 'onnxruntime-node';
import { encode } from '#engine/graph/encode';
import type { Graph } from '#engine/graph/graph';

export type OnnxDevice = 'cpu' | 'webgpu' | 'cuda';

/** `locationOf` says where an output is wanted; the host where it is left out. */
export type OpenSession = (graph: Graph, locationOf?: (output: string) => 'cpu' | 'gpu-buffer') => Promise<InferenceSession>;

/** Subnormal numbers make momentum that decays towards zero several times slower, so they count as zero. */
const OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: { session: { set_denormal_as_zero: '1' } },
};

export function sessionsOn(device: OnnxDevice): OpenSession {
  const options = { ...OPTIONS, executionProviders: [device] };
  return (graph, locationOf) => {
    const bytes = encode(graph);
    if (locationOf === undefined) return InferenceSession.create(bytes, options);
    const preferredOutputLocation = Object.fromEntries(graph.outputs.map(({ name }) => [name, locationOf(name)]));
    return InferenceSession.create(bytes, { ...options, preferredOutputLocation });
  };
}
