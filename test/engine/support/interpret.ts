/** Runs a graph in float64, one plain loop an operator: the reference that ONNX Runtime and the derivatives are compared with. */
import type { Graph, Node } from '#engine/graph/graph';

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

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
        : [
            apply(
              node,
              node.inputs.map((input) => get(scope, input.id)),
            ),
          ];
    node.outputs.forEach((output, index) => scope.set(output.id, results[index]));
  }
  return graph.outputs.map((output) => get(scope, output.id));
}

function get(scope: Scope, id: number): Numbers {
  const value = scope.get(id);
  if (value === undefined) throw new Error(`tensor ${String(id)} has no value`);
  return value;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
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
    case 'Neg':
      return map((value) => -value);
    case 'Exp':
      return map(Math.exp);
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
      if (!Array.isArray(perm) || perm.join() !== '0,2,1') throw new Error('only matrices are transposed');
      return transpose(first);
    case 'Reshape':
      return numbers(
        [...second.data].map((length, index) => (length === 0 ? first.shape[index] : length)),
        first.data,
      );
    case 'Concat':
      return rowwise(
        inputs,
        inputs.reduce((sum, input) => sum + input.shape[2], 0),
      );
    case 'Slice':
      return withoutLast(first, inputs[3].data[0]);
    case 'Gather':
      if (axis !== 0) throw new Error('only rows are gathered');
      return numbers(
        [...second.shape, first.shape[1]],
        [...second.data].flatMap((row) => [...first.data.subarray(row * first.shape[1], (row + 1) * first.shape[1])]),
      );
    case 'ReduceSum':
      return numbers(
        [first.shape[0], 1, 1],
        Array.from({ length: first.shape[0] }, (_, run) => {
          const length = first.shape[1] * first.shape[2];
          return first.data.subarray(run * length, (run + 1) * length).reduce((sum, value) => sum + value, 0);
        }),
      );
    default:
      throw new Error(`the reference knows no ${node.operator}`);
  }
}

/** Broadcasts as ONNX does: shapes are compared from the right, a length of 1 is stretched. */
function elementwise(left: Numbers, right: Numbers, f: (a: number, b: number) => number): Numbers {
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

function transpose({ shape: [runs, rows, columns], data }: Numbers): Numbers {
  return numbers(
    [runs, columns, rows],
    Array.from(data, (_, flat) => {
      const [run, column, row] = [Math.floor(flat / (rows * columns)), Math.floor(flat / rows) % columns, flat % rows];
      return data[(run * rows + row) * columns + column];
    }),
  );
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

/** Concatenates along the last of three axes. */
function rowwise(inputs: readonly Numbers[], columns: number): Numbers {
  const [runs, rows] = inputs[0].shape;
  const data = Array.from({ length: runs * rows }, (_, row) =>
    inputs.flatMap(({ shape, data: values }) => [...values.subarray(row * shape[2], (row + 1) * shape[2])]),
  );
  return numbers([runs, rows, columns], data.flat());
}

function withoutLast({ shape, data }: Numbers, axis: number): Numbers {
  const kept = shape.map((length, index) => (index === axis ? length - 1 : length));
  const inner = size(shape.slice(axis + 1));
  const block = shape[axis] * inner;
  return { shape: kept, data: data.filter((_, flat) => flat % block < block - inner) };
}
