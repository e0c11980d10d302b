/** Repetition inside the graph: an ONNX Scan, whose body sees slice k of every scanned tensor and hands its state on. */
import { GraphBuilder, type Tensor } from '#engine/graph/graph';

export interface Repetition {
  /** The state after the last repetition. */
  readonly state: readonly Tensor[];
  /** What every repetition wrote down, stacked along a new first axis. */
  readonly records: readonly Tensor[];
}

/**
 * Repeats `body` once for every slice along the first axis of `scanned`. The body may use tensors of `builder`. It returns
 * the next state (same shapes) and what to write down.
 */
export function repeat(
  builder: GraphBuilder,
  state: readonly Tensor[],
  scanned: readonly Tensor[],
  body: (inner: GraphBuilder, state: readonly Tensor[], slices: readonly Tensor[]) => Repetition,
): Repetition {
  const inner = new GraphBuilder('body', builder);
  const innerState = state.map((tensor) => inner.input(`${tensor.name}_now`, tensor.type, tensor.shape));
  const slices = scanned.map((tensor) => inner.input(`${tensor.name}_slice`, tensor.type, tensor.shape.slice(1)));
  const result = body(inner, innerState, slices);
  const count = scanned[0].shape[0];
  const outputs = builder.nodeWith(
    'Scan',
    [...state, ...scanned],
    [...state, ...result.records.map((record) => ({ type: record.type, shape: [count, ...record.shape] }))],
    { num_scan_inputs: scanned.length, body: { body: inner.finish([...result.state, ...result.records]) } },
  );
  return { state: outputs.slice(0, state.length), records: outputs.slice(state.length) };
}
