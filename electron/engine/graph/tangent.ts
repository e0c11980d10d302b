/**
 * Forward differentiation of a finished graph: what its outputs change by when inputs change along a direction. Of a graph of gradients
 * it gives products of the Hessian with a vector, exactly (Pearlmutter 1994). Steps and kinks count with the slope they have beside them.
 */
import { invariant } from '#core/failure';
import type { Attribute, Constant, Dimension, Graph, Node, Tensor } from '#engine/graph/graph';

const HUGE = 1e38;
const TWO_BY_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** The graph of the changes of all outputs. Every input of `along` gets a companion `<name>_tangent`, its change; others stay. */
export function tangentGraph(graph: Graph, along: readonly string[]): Graph {
  const walk = new Walk(graph);
  const companions = along.map((name) => walk.companion(name));
  for (const node of graph.nodes) walk.pass(node);
  return {
    name: `${graph.name}_tangent`,
    inputs: [...graph.inputs, ...companions],
    outputs: graph.outputs.map((output) => walk.changeOf(output)),
    nodes: walk.nodes,
    constants: walk.constants,
  };
}

/** Operators whose output depends in a straight line on their first input; the others say where and how. */
const STRAIGHT = new Set(['Transpose', 'Reshape', 'Slice', 'Expand', 'Pad', 'Gather', 'ReduceSum', 'Neg', 'Split', 'Identity']);
/** Operators with a slope of zero wherever they have one. */
const FLAT = new Set(['HardSigmoid', 'Clip']);

class Walk {
  readonly nodes: Node[];
  readonly constants: Constant[];
  private readonly graph: Graph;
  /** Changes of tensors; one that is missing does not change. */
  private readonly changes = new Map<number, Tensor>();
  private next: number;

  constructor(graph: Graph) {
    this.graph = graph;
    this.nodes = [...graph.nodes];
    this.constants = [...graph.constants];
    const own = [...graph.inputs, ...graph.constants.map(({ tensor }) => tensor), ...graph.nodes.flatMap(({ outputs }) => outputs)];
    this.next = 1 + own.reduce((most, { id }) => Math.max(most, id), 0);
  }

  companion(name: string): Tensor {
    const input = this.graph.inputs.find((one) => one.name === name);
    invariant(input !== undefined, `the graph has an input ${name}`);
    const change: Tensor = { ...input, id: this.next++, name: `${name}_tangent` };
    this.changes.set(input.id, change);
    return change;
  }

  changeOf(tensor: Tensor): Tensor {
    return this.changes.get(tensor.id) ?? this.zeros(tensor);
  }

  pass(node: Node): void {
    const { operator, inputs, outputs } = node;
    const changes = inputs.map(({ id }) => this.changes.get(id));
    if (FLAT.has(operator) || changes.every((change) => change === undefined)) return;
    if (STRAIGHT.has(operator)) {
      const [change] = changes;
      if (change === undefined) return;
      const made = outputs.map((output) => this.fresh(output));
      this.nodes.push({ ...node, inputs: [change, ...inputs.slice(1)], outputs: made });
      outputs.forEach((output, index) => this.changes.set(output.id, made[index]));
      return;
    }
    const [output] = outputs;
    this.changes.set(output.id, this.changed(node, changes, output));
  }

  /** The change of the one output of a node of which some inputs change. */
  private changed({ operator, inputs, attributes }: Node, changes: readonly (Tensor | undefined)[], output: Tensor): Tensor {
    const apply = (name: string, ...tensors: readonly Tensor[]): Tensor => this.node(name, tensors, output);
    const number = (value: number): Tensor => this.constant(value);
    const [x, second] = inputs;
    const [change, otherChange] = changes;
    /** Sums of parts, of which those that are missing are zero. */
    const sum = (...parts: readonly (Tensor | undefined)[]): Tensor => {
      const there = parts.filter((part) => part !== undefined);
      return there.reduce((all, part) => apply('Add', all, part));
    };
    const times = (a: Tensor | undefined, b: Tensor, name = 'Mul'): Tensor | undefined => a && apply(name, a, b);
    switch (operator) {
      case 'Add':
      case 'Sub':
      case 'Sum':
      case 'Concat': {
        // Smaller shapes are spread by their neighbours, so these stay in as zeros.
        const every = inputs.map((input, index) => changes[index] ?? this.zeros(input));
        return this.node(operator, every, output, attributes);
      }
      case 'Mul':
        return sum(times(change, second), times(otherChange, x));
      case 'MatMul':
        return sum(times(change, second, 'MatMul'), otherChange && apply('MatMul', x, otherChange));
      case 'Div': {
        const lost = otherChange && apply('Neg', apply('Mul', output, otherChange));
        return apply('Div', sum(change, lost), second);
      }
      case 'Max':
        return this.largest(inputs, changes, output);
      default:
        invariant(change !== undefined, `${operator} has one input`);
    }
    switch (operator) {
      case 'Relu':
        return apply('Mul', change, this.step(output, output));
      case 'LeakyRelu': {
        const { alpha } = attributes;
        invariant(typeof alpha === 'object' && 'float' in alpha, 'a leaky relu has a slope');
        return apply('Mul', change, apply('Clip', apply('Mul', x, number(HUGE)), number(alpha.float), number(1)));
      }
      case 'Tanh':
        return apply('Mul', change, apply('Sub', number(1), apply('Mul', output, output)));
      case 'Sigmoid':
        return apply('Mul', change, apply('Mul', output, apply('Sub', number(1), output)));
      case 'Exp':
        return apply('Mul', change, output);
      case 'Log':
        return apply('Div', change, x);
      case 'Sqrt':
        return apply('Div', change, apply('Add', output, output));
      case 'Erf':
        return apply('Mul', change, apply('Mul', apply('Exp', apply('Neg', apply('Mul', x, x))), number(TWO_BY_ROOT_PI)));
      case 'LogSoftmax': {
        const [runs, rows] = output.shape;
        const weighted = apply('Mul', apply('Exp', output), change);
        const mean = this.node('ReduceSum', [weighted, this.axis(2)], { ...output, shape: [runs, rows, 1] }, { keepdims: 1 });
        return apply('Sub', change, mean);
      }
      default:
        throw new Error(`internal: no rule for the change of ${operator}`);
    }
  }

  /** The change of the first of the largest. */
  private largest(inputs: readonly Tensor[], changes: readonly (Tensor | undefined)[], output: Tensor): Tensor {
    let left = this.node('Add', [this.zeros(output), this.constant(1)], output);
    let all = this.zeros(output);
    inputs.forEach((input, index) => {
      const rest = this.node('Mul', [left, this.step(this.node('Sub', [output, input], output), output)], output);
      const share = this.node('Sub', [left, rest], output);
      const change = changes[index];
      if (change !== undefined) all = this.node('Add', [all, this.node('Mul', [share, change], output)], output);
      left = rest;
    });
    return all;
  }

  /** 1 where a tensor is above zero, else 0. */
  private step(tensor: Tensor, like: Tensor): Tensor {
    return this.node('HardSigmoid', [tensor], like, { alpha: { float: HUGE }, beta: { float: 0 } });
  }

  private zeros(like: Tensor): Tensor {
    return this.node('Mul', [like, this.constant(0)], like);
  }

  private node(operator: string, inputs: readonly Tensor[], like: Tensor, attributes: Readonly<Record<string, Attribute>> = {}): Tensor {
    const output = this.fresh(like);
    this.nodes.push({ operator, inputs, outputs: [output], attributes });
    return output;
  }

  private constant(value: number): Tensor {
    return this.known([value], 'float32', []);
  }

  private axis(value: number): Tensor {
    return this.known([value], 'int64', [1]);
  }

  private known(values: readonly number[], type: Tensor['type'], shape: readonly Dimension[]): Tensor {
    const id = this.next++;
    const tensor: Tensor = { id, name: `known_${String(id)}`, type, shape };
    this.constants.push({ tensor, values });
    return tensor;
  }

  private fresh(like: Tensor): Tensor {
    const id = this.next++;
    return { ...like, id, name: `change_${String(id)}` };
  }
}
