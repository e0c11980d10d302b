/** A computation as data: typed tensors, nodes in order, and a tape of pullbacks for differentiation. Knows no runtime. */
import { invariant } from '#core/failure';

export type ElementType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool';
/** A size known now, or the name of one that is known when the graph runs. */
export type Dimension = number | string;

export interface Tensor {
  readonly id: number;
  /** Unique in its graph and all graphs inside it. */
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

export type Attribute = number | readonly number[] | { readonly float: number } | { readonly body: Graph };

/** An input that an operator may have and that is left out. */
export const ABSENT: Tensor = { id: -1, name: '', type: 'float32', shape: [] };

/** One application of an ONNX operator, or of one of ONNX Runtime's own (`RUNTIME_OPERATORS` of `encode`). */
export interface Node {
  readonly operator: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A value that is part of the graph. */
export interface Constant {
  readonly tensor: Tensor;
  readonly values: readonly number[];
}

/** A differentiable step: given the gradient of its output, the gradients of its inputs. */
export interface TapeEntry {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly pullback: (gradient: Tensor) => readonly Tensor[];
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
}

/** Collects nodes while a graph is written down. Tensors of an enclosing builder may be used inside a body. */
export class GraphBuilder {
  readonly name: string;
  readonly tape: TapeEntry[] = [];
  private readonly counter: { next: number };
  private readonly inputs: Tensor[] = [];
  private readonly nodes: Node[] = [];
  private readonly constants: Constant[] = [];

  constructor(name: string, enclosing?: GraphBuilder) {
    this.name = name;
    this.counter = enclosing?.counter ?? { next: 0 };
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): Tensor {
    const tensor = { id: this.counter.next++, name, type, shape };
    this.inputs.push(tensor);
    return tensor;
  }

  constant(type: ElementType, shape: readonly number[], values: readonly number[]): Tensor {
    invariant(shape.reduce((product, size) => product * size, 1) === values.length, 'a constant has as many values as its shape says');
    const known = this.constants.find(
      (other) =>
        other.tensor.type === type &&
        String(other.tensor.shape) === String(shape) &&
        other.values.every((value, index) => Object.is(value, values[index])),
    );
    if (known !== undefined) return known.tensor;
    const tensor = this.tensor('c', type, shape);
    this.constants.push({ tensor, values });
    return tensor;
  }

  /** Adds a node with one output. */
  node(
    operator: string,
    inputs: readonly Tensor[],
    shape: readonly Dimension[],
    attributes: Readonly<Record<string, Attribute>> = {},
    type: ElementType = 'float32',
  ): Tensor {
    const output = this.tensor(operator.toLowerCase(), type, shape);
    this.nodes.push({ operator, inputs, outputs: [output], attributes });
    return output;
  }

  /** Adds a node with several outputs. */
  nodeWith(
    operator: string,
    inputs: readonly Tensor[],
    outputs: readonly { readonly type: ElementType; readonly shape: readonly Dimension[] }[],
    attributes: Readonly<Record<string, Attribute>>,
  ): readonly Tensor[] {
    const tensors = outputs.map((output) => this.tensor(operator.toLowerCase(), output.type, output.shape));
    this.nodes.push({ operator, inputs, outputs: tensors, attributes });
    return tensors;
  }

  /** Notes how to differentiate a step; returns its output. */
  record(entry: TapeEntry): Tensor {
    this.tape.push(entry);
    return entry.output;
  }

  /** The graph that computes `outputs`; nodes that none of them needs are left out. */
  finish(outputs: readonly Tensor[]): Graph {
    const needed = new Set(outputs.map((tensor) => tensor.id));
    const kept = this.nodes
      .toReversed()
      .filter((node) => {
        if (!node.outputs.some((output) => needed.has(output.id))) return false;
        for (const id of readBy(node)) needed.add(id);
        return true;
      })
      .toReversed();
    const constants = this.constants.filter((constant) => needed.has(constant.tensor.id));
    return { name: this.name, inputs: this.inputs, outputs, nodes: kept, constants };
  }

  private tensor(prefix: string, type: ElementType, shape: readonly Dimension[]): Tensor {
    const id = this.counter.next++;
    return { id, name: `${prefix}_${String(id)}`, type, shape };
  }
}

/** Ids of all tensors that a node reads, inside its bodies too. */
function readBy(node: Node): number[] {
  const bodies = Object.values(node.attributes).flatMap((value) => (typeof value === 'object' && 'body' in value ? [value.body] : []));
  return [
    ...node.inputs.map((tensor) => tensor.id),
    ...bodies.flatMap((body) => [...body.outputs.map((tensor) => tensor.id), ...body.nodes.flatMap(readBy)]),
  ];
}
