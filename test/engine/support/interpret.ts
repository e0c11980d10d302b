/** Runs a graph in float64, one plain loop an operator: the reference that ONNX Runtime and the derivatives are compared with. */
import { ABSENT, type Attribute, type Graph, type Node } from '#engine/graph/graph';
import {
  concat,
  each,
  expand,
  gather,
  type Numbers,
  pad,
  reduceSum,
  reshape,
  size,
  slice,
  split,
  transpose,
} from '#test/engine/support/rearrange';

export type { Numbers } from '#test/engine/support/rearrange';

type Scope = Map<number, Numbers>;

export function numbers(shape: readonly number[], data: ArrayLike<number>): Numbers {
  if (size(shape) !== data.length) throw new Error(`${String(data.length)} numbers do not fill [${shape.join(', ')}]`);
  return { shape, data: Float64Array.from(data) };
}

/** The outputs of a graph in their order. `enclosing` holds the tensors that a body sees. */
export function interpret(graph: Graph, feeds: Readonly<Record<string, Numbers>>, enclosing?: Scope): readonly Numbers[] {
  const scope: Scope = new Map(enclosing);
  for (const input of graph.inputs) scope.set(input.id, feeds[input.name]);
  for (const { tensor, values } of graph.constants) scope.set(tensor.id, numbers(tensor.shape.map(Number), values));
  for (const node of graph.nodes) {
    const results =
      node.operator === 'Scan'
        ? scan(node, scope)
        : applied(
            node,
            node.inputs.map((input) => (input === ABSENT ? numbers([0], []) : get(scope, input.id))),
          );
    node.outputs.forEach((output, index) => scope.set(output.id, results[index]));
  }
  return graph.outputs.map((output) => get(scope, output.id));
}

function get(scope: Scope, id: number): Numbers {
  const value = scope.get(id);
  if (value === undefined) throw new Error(`tensor ${String(id)} has no value`);
  return value;
}

function scan(node: Node, scope: Scope): readonly Numbers[] {
  const { body, num_scan_inputs: count } = node.attributes;
  if (typeof body !== 'object' || !('body' in body) || typeof count !== 'number') throw new Error('a scan has a body');
  const inputs = node.inputs.map((input) => get(scope, input.id));
  let state = inputs.slice(0, inputs.length - count);
  const scanned = inputs.slice(inputs.length - count);
  const records: Numbers[][] = [];
  for (let step = 0; step < scanned[0].shape[0]; step++) {
    const slices = scanned.map(({ shape, data }) => {
      const length = size(shape.slice(1));
      return numbers(shape.slice(1), data.subarray(step * length, (step + 1) * length));
    });
    const feeds = Object.fromEntries([...state, ...slices].map((value, index) => [body.body.inputs[index].name, value]));
    const results = interpret(body.body, feeds, scope);
    state = results.slice(0, state.length);
    records.push(results.slice(state.length));
  }
  const stacked = records[0].map(({ shape }, index) =>
    numbers(
      [records.length, ...shape],
      records.flatMap((step) => [...step[index].data]),
    ),
  );
  return [...state, ...stacked];
}

function applied(node: Node, inputs: readonly Numbers[]): readonly Numbers[] {
  if (node.operator === 'Split') return split(inputs[0], node.outputs.length, Number(node.attributes.axis));
  return [apply(node, inputs)];
}

function apply(node: Node, inputs: readonly Numbers[]): Numbers {
  const [first, second] = inputs;
  const map = (f: (value: number) => number): Numbers => ({ shape: first.shape, data: first.data.map(f) });
  const { alpha, axis, perm } = node.attributes;
  switch (node.operator) {
    case 'Add':
      return elementwise(first, second, (a, b) => a + b);
    case 'Sub':
      return elementwise(first, second, (a, b) => a - b);
    case 'Mul':
      return elementwise(first, second, (a, b) => a * b);
    case 'Div':
      return elementwise(first, second, (a, b) => a / b);
    case 'Min':
      return elementwise(first, second, Math.min);
    case 'Greater':
      return elementwise(first, second, (a, b) => Number(a > b));
    case 'And':
      return elementwise(first, second, (a, b) => a * b);
    case 'Where':
      return elementwise(
        elementwise(first, second, (condition, value) => (condition === 0 ? 0 : value)),
        elementwise(first, inputs[2], (condition, value) => (condition === 0 ? value : 0)),
        (a, b) => a + b,
      );
    case 'Sqrt':
      return map(Math.sqrt);
    case 'Max':
      return inputs.reduce((left, right) => elementwise(left, right, Math.max));
    case 'Sum':
      return inputs.reduce((left, right) => elementwise(left, right, (a, b) => a + b));
    case 'Erf':
      return map(erf);
    case 'LeakyRelu':
      if (typeof alpha !== 'object' || !('float' in alpha)) throw new Error('LeakyRelu has an alpha');
      return map((value) => (value > 0 ? value : alpha.float * value));
    case 'Clip':
      return map((value) => Math.max(second.data[0], Math.min(inputs[2].data[0], value)));
    case 'Pad':
      return pad(first, [...second.data]);
    case 'Expand':
      return expand(first, [...second.data]);
    case 'Neg':
      return map((value) => -value);
    case 'Exp':
      return map(Math.exp);
    case 'Log':
      return map(Math.log);
    case 'Tanh':
      return map(Math.tanh);
    case 'Relu':
      return map((value) => Math.max(0, value));
    case 'Sigmoid':
      return map((value) => 1 / (1 + Math.exp(-value)));
    case 'HardSigmoid':
      if (typeof alpha !== 'object' || !('float' in alpha)) throw new Error('HardSigmoid has an alpha');
      return map((value) => Math.max(0, Math.min(1, alpha.float * value)));
    case 'LogSoftmax':
      return logSoftmax(first);
    case 'MatMul':
      return matrixProduct(first, second);
    case 'Transpose':
      if (!Array.isArray(perm)) throw new Error('a transposition has an order');
      return transpose(first, perm);
    case 'Reshape':
      return reshape(first, [...second.data]);
    case 'Concat':
      return concat(inputs, Number(axis));
    case 'Slice':
      return slice(first, [...second.data], [...inputs[2].data], [...inputs[3].data], [...(inputs.at(4)?.data ?? [])]);
    case 'Gather':
      return gather(first, second, Number(axis));
    case 'ConvTranspose':
      return spreadOut(first, second, node.attributes);
    case 'FusedConv': {
      // Windows of one number, a group for every channel, added to the fourth input.
      const factor = numbers([1, second.shape[0], 1, 1], second.data);
      return elementwise(
        elementwise(first, factor, (a, b) => a * b),
        inputs[3],
        (a, b) => a + b,
      );
    }
    case 'ReduceSum':
      return reduceSum(first, [...second.data]);
    default:
      throw new Error(`the reference knows no ${node.operator}`);
  }
}

/** Broadcasts as ONNX does: shapes are compared from the right, a length of 1 is stretched. */
function elementwise(left: Numbers, right: Numbers, f: (a: number, b: number) => number): Numbers {
  if (left.shape.join() === right.shape.join())
    return { shape: left.shape, data: left.data.map((value, index) => f(value, right.data[index])) };
  if (right.data.length === 1 && right.shape.length <= left.shape.length)
    return { shape: left.shape, data: left.data.map((value) => f(value, right.data[0])) };
  const rank = Math.max(left.shape.length, right.shape.length);
  const pad = (shape: readonly number[]): number[] => [...new Array<number>(rank - shape.length).fill(1), ...shape];
  const [a, b] = [pad(left.shape), pad(right.shape)];
  const shape = a.map((length, index) => Math.max(length, b[index]));
  const offset = (own: readonly number[], position: readonly number[]): number =>
    own.reduce((at, length, index) => at * length + (length === 1 ? 0 : position[index]), 0);
  const data = Float64Array.from({ length: size(shape) }, (_, flat) => {
    const position: number[] = [];
    for (let index = rank - 1, rest = flat; index >= 0; index--) {
      position.unshift(rest % shape[index]);
      rest = Math.floor(rest / shape[index]);
    }
    return f(left.data[offset(a, position)], right.data[offset(b, position)]);
  });
  return { shape, data };
}

function matrixProduct(left: Numbers, right: Numbers): Numbers {
  const runs = Math.max(left.shape[0], right.shape[0]);
  const [rows, inner, columns] = [left.shape[1], left.shape[2], right.shape[2]];
  const data = new Float64Array(runs * rows * columns);
  for (let run = 0; run < runs; run++) {
    const a = left.data.subarray((run % left.shape[0]) * rows * inner);
    const b = right.data.subarray((run % right.shape[0]) * inner * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let index = 0; index < inner; index++) sum += a[row * inner + index] * b[index * columns + column];
        data[(run * rows + row) * columns + column] = sum;
      }
    }
  }
  return { shape: [runs, rows, columns], data };
}

/** ConvTranspose of images [1, G F, H, W] with kernels [G F, C, h, w] in G groups: every number times a kernel, added where it lies. */
function spreadOut(images: Numbers, kernels: Numbers, attributes: Node['attributes']): Numbers {
  const [strides, pads, extra] = [attributes.strides, attributes.pads, attributes.output_padding].map(list);
  const [, filters, height, width] = images.shape;
  const [, channels, tall, wide] = kernels.shape;
  const groups = Number(attributes.group);
  const whole = (axis: number, count: number, kernel: number): number =>
    (count - 1) * strides[axis] + kernel - pads[axis] - pads[axis + 2] + extra[axis];
  const shape = [1, groups * channels, whole(0, height, tall), whole(1, width, wide)];
  const sums = { shape, data: new Float64Array(size(shape)) };
  each([filters, height, width, channels, tall, wide], ([filter, y, x, channel, row, column]) => {
    const [top, left] = [y * strides[0] + row - pads[0], x * strides[1] + column - pads[1]];
    if (top < 0 || left < 0 || top >= shape[2] || left >= shape[3]) return;
    const group = Math.floor(filter / (filters / groups));
    const value =
      images.data[(filter * height + y) * width + x] * kernels.data[((filter * channels + channel) * tall + row) * wide + column];
    sums.data[((group * channels + channel) * shape[2] + top) * shape[3] + left] += value;
  });
  return sums;
}

function list(value: Attribute): readonly number[] {
  if (typeof value === 'number' || 'float' in value || 'body' in value) throw new Error('the attribute is a list');
  return value;
}

function logSoftmax({ shape, data }: Numbers): Numbers {
  const columns = shape[shape.length - 1];
  const result = data.slice();
  for (let start = 0; start < data.length; start += columns) {
    const row = data.subarray(start, start + columns);
    const largest = Math.max(...row);
    const sum = Math.log(row.reduce((total, value) => total + Math.exp(value - largest), 0)) + largest;
    row.forEach((value, index) => (result[start + index] = value - sum));
  }
  return { shape, data: result };
}

/** 2 / sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)): all terms of one sign. */
function erf(x: number): number {
  let term = x;
  let sum = 0;
  for (let n = 0; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    sum += term;
    term *= (2 * x * x) / (2 * n + 3);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
