/** Takes a repetition apart: K copies of its body one after the other, for devices on which an ONNX Scan would return to the host between repetitions. */
import { invariant } from '#core/failure';
import type { Constant, Dimension, ElementType, Graph, Node, Tensor } from '#engine/graph/graph';

/** Which inputs of a graph are handed from repetition to repetition, and which are cut into slices, in the order of the repetition. */
export interface RepetitionInputs {
  /** Input i and output i of the graph are the same state before and after. */
  readonly state: readonly string[];
  /** Inputs whose first axis counts the repetitions. */
  readonly scanned: readonly string[];
}

/** The state and scanned inputs of a graph with one repetition; null for a graph without. */
export function repetitionInputs(graph: Graph): RepetitionInputs | null {
  const scan = graph.nodes.find((node) => node.operator === 'Scan');
  if (scan === undefined) return null;
  const { state } = parts(scan);
  const inputs = new Set(graph.inputs.map((tensor) => tensor.id));
  const madeBy = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output.id, node] as const)));
  /** Goes back through transpositions to the tensor for which `isEnd` holds. */
  const back = (tensor: Tensor, isEnd: (tensor: Tensor) => boolean): Tensor => {
    let at = tensor;
    while (!isEnd(at)) {
      const node = madeBy.get(at.id);
      invariant(node?.operator === 'Transpose', 'a state is at most transposed on its way into and out of a repetition');
      at = node.inputs[0];
    }
    return at;
  };
  const positionOf = (tensor: Tensor): number => scan.outputs.findIndex((output) => output.id === tensor.id);
  const names = state.map((_, index) => {
    const output = back(graph.outputs[index], (tensor) => positionOf(tensor) >= 0);
    return back(scan.inputs[positionOf(output)], (tensor) => inputs.has(tensor.id)).name;
  });
  return { state: names, scanned: graph.inputs.filter((tensor) => tensor.shape[0] === 'K').map((tensor) => tensor.name) };
}

/** The same graph for exactly `repetitions` repetitions, without a Scan. */
export function unroll(graph: Graph, repetitions: number): Graph {
  const ids = { next: 1 + largestId(graph) };
  const fresh = (type: ElementType, shape: readonly Dimension[], name: string): Tensor => {
    const id = ids.next++;
    return { id, name: `${name}_${String(id)}`, type, shape };
  };
  const constants: Constant[] = [...graph.constants];
  const nodes: Node[] = [];
  const constant = (shape: readonly number[], values: readonly number[]): Tensor => {
    const tensor = fresh('int64', shape, 'index');
    constants.push({ tensor, values });
    return tensor;
  };

  const repeat = (scan: Node): void => {
    const { body, state, scanned } = parts(scan);
    constants.push(...body.constants);
    const first = constant([1], [0]);
    const records: Tensor[][] = body.outputs.slice(state.length).map(() => []);
    let now = state;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const index = constant([], [repetition]);
      const slices = scanned.map((tensor) => {
        const slice = fresh(tensor.type, tensor.shape.slice(1), 'slice');
        nodes.push({ operator: 'Gather', inputs: [tensor, index], outputs: [slice], attributes: { axis: 0 } });
        return slice;
      });
      const known = new Map([...now, ...slices].map((tensor, position) => [body.inputs[position].id, tensor]));
      const read = (tensor: Tensor): Tensor => known.get(tensor.id) ?? tensor;
      for (const node of body.nodes) {
        const outputs = node.outputs.map((output) => fresh(output.type, output.shape, output.name));
        nodes.push({ ...node, inputs: node.inputs.map(read), outputs });
        node.outputs.forEach((output, position) => known.set(output.id, outputs[position]));
      }
      const results = body.outputs.map(read);
      now = results.slice(0, state.length);
      results.slice(state.length).forEach((record, position) => {
        const slice = fresh(record.type, [1, ...record.shape], 'record');
        nodes.push({ operator: 'Unsqueeze', inputs: [record, first], outputs: [slice], attributes: {} });
        records[position].push(slice);
      });
    }
    now.forEach((tensor, position) => {
      nodes.push({ operator: 'Identity', inputs: [tensor], outputs: [scan.outputs[position]], attributes: {} });
    });
    records.forEach((slices, position) => {
      nodes.push({ operator: 'Concat', inputs: slices, outputs: [scan.outputs[state.length + position]], attributes: { axis: 0 } });
    });
  };

  for (const node of graph.nodes) {
    if (node.operator === 'Scan') repeat(node);
    else nodes.push(node);
  }
  return { ...graph, nodes, constants };
}

function parts(scan: Node): { readonly body: Graph; readonly state: readonly Tensor[]; readonly scanned: readonly Tensor[] } {
  const { body, num_scan_inputs: count } = scan.attributes;
  invariant(typeof body === 'object' && 'body' in body && typeof count === 'number', 'a Scan has a body and scanned inputs');
  const states = scan.inputs.length - count;
  return { body: body.body, state: scan.inputs.slice(0, states), scanned: scan.inputs.slice(states) };
}

function largestId(graph: Graph): number {
  const inside = graph.nodes.flatMap((node) =>
    Object.values(node.attributes).flatMap((value) => (typeof value === 'object' && 'body' in value ? [largestId(value.body)] : [])),
  );
  const own = [...graph.inputs, ...graph.constants.map(({ tensor }) => tensor), ...graph.nodes.flatMap((node) => node.outputs)];
  return Math.max(0, ...inside, ...own.map((tensor) => tensor.id));
}
