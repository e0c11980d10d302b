/** Pooling: the largest value or the mean of every window of images [R, C, H, W, B]. */
import type { Extent } from '#core/experiment/layer-shapes';
import type { Dimension, GraphBuilder, Tensor } from '#engine/graph/graph';
import { isPositive } from '#engine/graph/operations/activation';
import { bordered, corner, fromWindowParts, reshaped, times, windowParts } from '#engine/graph/operations/image';

/** Of equal largest values the first (row by row) takes the whole gradient. */
export function maxPool(builder: GraphBuilder, images: Tensor, rows: Extent, columns: Extent): Tensor {
  if (rows.size === rows.stride) return maxOfTiles(builder, images, rows, columns);
  const parts = windowParts(builder, images, rows, columns);
  const largest = builder.node('Max', parts, parts[0].shape);
  return builder.record({
    inputs: [images],
    output: largest,
    pullback: (gradient) => [fromWindowParts(builder, shares(builder, gradient, parts, largest), rows, columns, sizeOf(images))],
  });
}

/** Windows side by side: the largest of neighbours in a row, then of the rows. What lies in no window is cut off. */
function maxOfTiles(builder: GraphBuilder, images: Tensor, rows: Extent, columns: Extent): Tensor {
  const [runs, channels, , , batch] = images.shape;
  const { height, width } = sizeOf(images);
  const [tall, wide] = [rows.count * rows.size, columns.count * columns.size];
  const lines = Number(channels) * rows.count;
  const whole = corner(builder, images, tall, wide);
  const row = largestOf(builder, whole, [runs, lines * rows.size * columns.count, columns.size, batch]);
  const tile = largestOf(builder, row.largest, [runs, lines, rows.size, times(columns.count, batch)]);
  return builder.record({
    inputs: [images],
    output: reshaped(builder, tile.largest, [runs, channels, rows.count, columns.count, batch]),
    pullback: (gradient) => {
      const spread = reshaped(builder, row.gradient(tile.gradient(gradient)), whole.shape);
      return [bordered(builder, spread, [0, 0, height - tall, width - wide])];
    },
  });
}

interface Largest {
  readonly largest: Tensor;
  /** From the gradient of the largest that of all, the first of equals taking it. */
  readonly gradient: (gradient: Tensor) => Tensor;
}

/** The largest along the third axis of `tensor` seen as [R, outer, size, inner]. */
function largestOf(builder: GraphBuilder, tensor: Tensor, seen: readonly [Dimension, number, number, Dimension]): Largest {
  const [runs, outer, size, inner] = seen;
  // Single numbers are turned over at once: copies one by one would take longer.
  const isTurned = inner === 1;
  const turn = (values: Tensor, shape: readonly Dimension[]): Tensor =>
    isTurned ? builder.node('Transpose', [values], shape, { perm: [0, 2, 1] }) : values;
  const [axis, apart] = isTurned ? [1, [runs, size, outer]] : [2, seen];
  const shape = apart.with(axis, 1);
  const laidOut = turn(reshaped(builder, tensor, isTurned ? [runs, outer, size] : seen), apart);
  const part = { type: 'float32' as const, shape };
  const parts = size === 1 ? [laidOut] : builder.nodeWith('Split', [laidOut], new Array<typeof part>(size).fill(part), { axis });
  const largest = builder.node('Max', parts, shape);
  return {
    largest,
    gradient: (gradient) => {
      const each = shares(builder, reshaped(builder, gradient, shape), parts, largest);
      return turn(builder.node('Concat', each, apart, { axis }), [runs, outer, size]);
    },
  };
}

/** What is left of the gradient goes from part to part; the first that holds the largest value takes all of it. */
function shares(builder: GraphBuilder, gradient: Tensor, parts: readonly Tensor[], largest: Tensor): readonly Tensor[] {
  const apply = (operator: string, left: Tensor, right: Tensor): Tensor => builder.node(operator, [left, right], largest.shape);
  let left = gradient;
  const taken = parts.slice(0, -1).map((part) => {
    const rest = apply('Mul', left, isPositive(builder, apply('Sub', largest, part)));
    const share = apply('Sub', left, rest);
    left = rest;
    return share;
  });
  return [...taken, left];
}

export function averagePool(builder: GraphBuilder, images: Tensor, rows: Extent, columns: Extent): Tensor {
  const parts = windowParts(builder, images, rows, columns);
  const share = builder.constant('float32', [], [1 / parts.length]);
  const shape = parts[0].shape;
  return builder.record({
    inputs: [images],
    output: builder.node('Mul', [builder.node('Sum', parts, shape), share], shape),
    pullback: (gradient) => {
      const each = builder.node('Mul', [gradient, share], shape);
      const same = parts.map(() => each);
      return [fromWindowParts(builder, same, rows, columns, sizeOf(images))];
    },
  });
}

function sizeOf(images: Tensor): { readonly height: number; readonly width: number } {
  return { height: Number(images.shape[2]), width: Number(images.shape[3]) };
}
