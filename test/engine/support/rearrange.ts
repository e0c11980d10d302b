/** Operators that move numbers about, for the reference interpreter: any rank, one plain loop. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Numbers of a shape, each from its position. */
function filled(shape: readonly number[], value: (position: readonly number[]) => number): Numbers {
  const position = new Array<number>(shape.length).fill(0);
  const data = new Float64Array(size(shape));
  for (let flat = 0; flat < data.length; flat++) {
    data[flat] = value(position);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis]++;
      if (position[axis] < shape[axis]) break;
      position[axis] = 0;
    }
  }
  return { shape, data };
}

/** Visits every position of a shape. */
export function each(shape: readonly number[], visit: (position: readonly number[]) => void): void {
  filled(shape, (position) => {
    visit(position);
    return 0;
  });
}

/** The number at a position; 0 outside. */
function at({ shape, data }: Numbers, position: readonly number[]): number {
  let offset = 0;
  for (const [axis, length] of shape.entries()) {
    if (position[axis] < 0 || position[axis] >= length) return 0;
    offset = offset * length + position[axis];
  }
  return data[offset];
}

export function transpose(tensor: Numbers, order: readonly number[]): Numbers {
  const shape = order.map((axis) => tensor.shape[axis]);
  const source = new Array<number>(order.length);
  return filled(shape, (position) => {
    order.forEach((axis, index) => (source[axis] = position[index]));
    return at(tensor, source);
  });
}

export function reshape(tensor: Numbers, sizes: readonly number[]): Numbers {
  const shape = sizes.map((length, axis) => (length === 0 ? tensor.shape[axis] : length));
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1);
  return { shape: shape.map((length) => (length === -1 ? tensor.data.length / known : length)), data: tensor.data };
}

export function concat(tensors: readonly Numbers[], axis: number): Numbers {
  const owners = tensors.flatMap((tensor) => Array.from({ length: tensor.shape[axis] }, (_, index) => ({ tensor, index })));
  return filled(tensors[0].shape.with(axis, owners.length), (position) => {
    const { tensor, index } = owners[position[axis]];
    return at(tensor, position.with(axis, index));
  });
}

/** Slices of some axes; a negative end counts from the end. */
export function slice(
  tensor: Numbers,
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[],
  steps: readonly number[],
): Numbers {
  const shape = [...tensor.shape];
  const move = tensor.shape.map(() => ({ start: 0, step: 1 }));
  axes.forEach((axis, index) => {
    const end = ends[index] < 0 ? tensor.shape[axis] + ends[index] : Math.min(ends[index], tensor.shape[axis]);
    const step = steps[index] ?? 1;
    shape[axis] = Math.ceil((end - starts[index]) / step);
    move[axis] = { start: starts[index], step };
  });
  return filled(shape, (position) =>
    at(
      tensor,
      position.map((place, axis) => move[axis].start + place * move[axis].step),
    ),
  );
}

export function split(tensor: Numbers, count: number, axis: number): readonly Numbers[] {
  const length = tensor.shape[axis] / count;
  return Array.from({ length: count }, (_, part) => slice(tensor, [part * length], [(part + 1) * length], [axis], []));
}

/** Slices along an axis, as often and in the order in which `indices` name them; the axes of `indices` take its place. */
export function gather(tensor: Numbers, indices: Numbers, axis: number): Numbers {
  const { data } = filled(tensor.shape.with(axis, indices.data.length), (position) =>
    at(tensor, position.with(axis, indices.data[position[axis]])),
  );
  return { shape: [...tensor.shape.slice(0, axis), ...indices.shape, ...tensor.shape.slice(axis + 1)], data };
}

/** Zeros before and after every axis; a negative number cuts off. */
export function pad(tensor: Numbers, pads: readonly number[]): Numbers {
  const rank = tensor.shape.length;
  const shape = tensor.shape.map((length, axis) => length + pads[axis] + pads[rank + axis]);
  return filled(shape, (position) =>
    at(
      tensor,
      position.map((place, axis) => place - pads[axis]),
    ),
  );
}

export function expand(tensor: Numbers, sizes: readonly number[]): Numbers {
  const shape = tensor.shape.map((length, axis) => Math.max(length, sizes[axis]));
  return filled(shape, (position) =>
    at(
      tensor,
      position.map((place, axis) => (tensor.shape[axis] === 1 ? 0 : place)),
    ),
  );
}

/** Sums over some axes, which stay with length 1. */
export function reduceSum(tensor: Numbers, axes: readonly number[]): Numbers {
  const shape = tensor.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const sums = { shape, data: new Float64Array(size(shape)) };
  filled(tensor.shape, (position) => {
    const offset = shape.reduce((sum, length, axis) => sum * length + (length === 1 ? 0 : position[axis]), 0);
    return (sums.data[offset] += at(tensor, position));
  });
  return sums;
}
