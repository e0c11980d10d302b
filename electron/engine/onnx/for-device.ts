/** Rewrites operators that suit a CPU into ones that a graphics device runs well: everything in parallel, nothing back on the host. */
import type { Constant, Dimension, Graph, Node, Tensor } from '#engine/graph/graph';

/**
 * LogSoftmax has no WebGPU kernel in ONNX Runtime 1.30 (every update would go through the host), and a dot product written as a
 * matrix product runs on a single shader thread. Both become elementwise operators and reductions; so does the convolution of `carriedOn`,
 * which saves a pass over memory on a CPU alone. `graph` has no repetition.
 */
export function forDevice(graph: Graph): Graph {
  const constants: Constant[] = [...graph.constants];
  const madeBy = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output.id, node] as const)));
  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    const [left, right] = node.inputs;
    if (node.operator === 'LogSoftmax') return logSoftmax(node, lastAxis(node.outputs[0], constants));
    if (node.operator === 'FusedConv') return scaledSum(node, constants);
    const isDot = node.operator === 'MatMul' && left.shape[1] === 1 && isTransposed(madeBy.get(right.id), left);
    return isDot ? sumOfSquares(node, lastAxis(node.outputs[0], constants)) : [node];
  });
  return { ...graph, nodes, constants };
}

/** x - max - log(sum(exp(x - max))) along the last axis. */
function logSoftmax(node: Node, axis: Tensor): readonly Node[] {
  const [input] = node.inputs;
  const [output] = node.outputs;
  const column = [...input.shape.slice(0, -1), 1];
  const part = (name: string, shape: readonly Dimension[]): Tensor => ({ ...output, name: `${output.name}_${name}`, shape });
  const [largest, sum, log] = [part('max', column), part('sum', column), part('log', column)];
  const [shifted, exponentials] = [part('shifted', input.shape), part('exp', input.shape)];
  return [
    operation('ReduceMax', [input], largest, { axes: [input.shape.length - 1], keepdims: 1 }),
    operation('Sub', [input, largest], shifted),
    operation('Exp', [shifted], exponentials),
    operation('ReduceSum', [exponentials, axis], sum, { keepdims: 1 }),
    operation('Log', [sum], log),
    operation('Sub', [shifted, log], output),
  ];
}

function sumOfSquares(node: Node, axis: Tensor): readonly Node[] {
  const [row] = node.inputs;
  const [output] = node.outputs;
  const squares: Tensor = { ...output, name: `${output.name}_squares`, shape: row.shape };
  return [operation('Mul', [row, row], squares), operation('ReduceSum', [squares, axis], output, { keepdims: 1 })];
}

/** x * factor + added, for x [1, R, rows, columns] and a factor [R, 1, 1, 1]. */
function scaledSum(node: Node, constants: Constant[]): readonly Node[] {
  const [slot, window, , added] = node.inputs;
  const [output] = node.outputs;
  const sizes: Tensor = { ...output, name: `${output.name}_sizes`, type: 'int64', shape: [4] };
  constants.push({ tensor: sizes, values: [1, Number(slot.shape[1]), 1, 1] });
  const factor: Tensor = { ...window, name: `${output.name}_factor`, shape: [1, slot.shape[1], 1, 1] };
  const scaled: Tensor = { ...output, name: `${output.name}_scaled` };
  return [
    operation('Reshape', [window, sizes], factor),
    operation('Mul', [slot, factor], scaled),
    operation('Add', [scaled, added], output),
  ];
}

function isTransposed(node: Node | undefined, source: Tensor): boolean {
  return node?.operator === 'Transpose' && node.inputs[0].id === source.id;
}

function operation(operator: string, inputs: readonly Tensor[], output: Tensor, attributes: Node['attributes'] = {}): Node {
  return { operator, inputs, outputs: [output], attributes };
}

/** Adds the constant that names the last axis. Names are what ONNX goes by, so the parts of a node need no ids of their own. */
function lastAxis(output: Tensor, constants: Constant[]): Tensor {
  const tensor: Tensor = { ...output, name: `${output.name}_axis`, type: 'int64', shape: [1] };
  constants.push({ tensor, values: [output.shape.length - 1] });
  return tensor;
}
