/**
 * Images of stacked runs, [R, C, H, W, B]. The rows of the batch lie innermost: windows, pools and borders are then copies of
 * whole stretches of memory, and a convolution is one matrix product over all pixels of all rows.
 */
import type { ImageShape } from '#core/data/table';
import type { Extent } from '#core/experiment/layer-shapes';
import type { Dimension, GraphBuilder, Tensor } from '#engine/graph/graph';
import { transposed } from '#engine/graph/operations/matrix';

/** [R, B, C * H * W], channel by channel, as images. */
export function asImages(builder: GraphBuilder, flat: Tensor, { channels, height, width }: ImageShape): Tensor {
  const [runs, rows] = flat.shape;
  const shape = [runs, channels, height, width, rows];
  return builder.record({
    inputs: [flat],
    output: reshaped(builder, transposed(builder, flat), shape),
    pullback: (gradient) => [flattened(builder, gradient)],
  });
}

/** Images as rows of numbers, [R, B, C * H * W]. */
export function flatten(builder: GraphBuilder, images: Tensor): Tensor {
  return builder.record({
    inputs: [images],
    output: flattened(builder, images),
    pullback: (gradient) => [reshaped(builder, transposed(builder, gradient), images.shape)],
  });
}

function flattened(builder: GraphBuilder, images: Tensor): Tensor {
  const [runs, channels, height, width, rows] = images.shape;
  return transposed(builder, reshaped(builder, images, [runs, Number(channels) * Number(height) * Number(width), rows]));
}

/** The same numbers in another shape, of which at most the last length is not known yet. */
export function reshaped(builder: GraphBuilder, tensor: Tensor, shape: readonly Dimension[]): Tensor {
  const sizes = shape.map((size, axis) => (axis === shape.length - 1 ? -1 : Number(size)));
  return builder.node('Reshape', [tensor, builder.constant('int64', [sizes.length], sizes)], shape);
}

/** Values at one place of every window: position (row, column) of the windows that lie `stride` apart. `images` holds its borders. */
function windowPart(builder: GraphBuilder, images: Tensor, rows: Extent, columns: Extent, row: number, column: number): Tensor {
  return slices(builder, images, [
    { axis: 2, start: row, extent: rows },
    { axis: 3, start: column, extent: columns },
  ]);
}

/** Along some axes one value of every window, beginning with `start`. */
function slices(
  builder: GraphBuilder,
  images: Tensor,
  cuts: readonly { readonly axis: number; readonly start: number; readonly extent: Pick<Extent, 'count' | 'stride'> }[],
): Tensor {
  const integers = (values: readonly number[]): Tensor => builder.constant('int64', [values.length], values);
  const starts = integers(cuts.map(({ start }) => start));
  const ends = integers(cuts.map(({ start, extent: { count, stride } }) => start + (count - 1) * stride + 1));
  const axes = integers(cuts.map(({ axis }) => axis));
  const steps = cuts.every(({ extent }) => extent.stride === 1) ? [] : [integers(cuts.map(({ extent }) => extent.stride))];
  const shape = images.shape.map((size, axis) => cuts.find((cut) => cut.axis === axis)?.extent.count ?? size);
  return builder.node('Slice', [images, starts, ends, axes, ...steps], shape);
}

/** All parts of the windows, row by row. */
export function windowParts(builder: GraphBuilder, images: Tensor, rows: Extent, columns: Extent): readonly Tensor[] {
  return places(rows, columns).map(([row, column]) => windowPart(builder, images, rows, columns, row, column));
}

/** The upper left corner. */
export function corner(builder: GraphBuilder, images: Tensor, height: number, width: number): Tensor {
  if (images.shape[2] === height && images.shape[3] === width) return images;
  const part = (axis: number, count: number) => ({ axis, start: 0, extent: { count, stride: 1 } });
  return slices(builder, images, [part(2, height), part(3, width)]);
}

/** With zeros around, or (negative) with the border cut off: [rows before, columns before, rows after, columns after]. */
export function bordered(
  builder: GraphBuilder,
  images: Tensor,
  [top, left, bottom, right]: readonly [number, number, number, number],
): Tensor {
  if (top === 0 && left === 0 && bottom === 0 && right === 0) return images;
  const [runs, channels, height, width, batch] = images.shape;
  const pads = [0, 0, top, left, 0, 0, 0, bottom, right, 0];
  const shape = [runs, channels, Number(height) + top + bottom, Number(width) + left + right, batch];
  return builder.node('Pad', [images, builder.constant('int64', [pads.length], pads)], shape);
}

/**
 * The windows of a convolution, with a row of ones for the bias: [R, size * size * C + 1, H' W' B], row by row through the window, of every
 * place all channels. `images` hold their borders, `ones` is [R, B, 1]. Columns are cut out first and whole rows gathered from them, which
 * copies fewer and longer stretches of memory than place by place.
 */
export function windowsWithOnes(builder: GraphBuilder, images: Tensor, ones: Tensor, rows: Extent, columns: Extent): Tensor {
  const [runs, channels, height, , batch] = images.shape;
  const [lines, all] = [Number(channels) * Number(height), Number(channels) * Number(height) * columns.size];
  const line = times(columns.count, batch);
  const cut = Array.from({ length: columns.size }, (_, column) => {
    const part = slices(builder, images, [{ axis: 3, start: column, extent: columns }]);
    return reshaped(builder, part, [runs, lines, line]);
  });
  const widths = builder.constant('int64', [4], [1, 1, columns.count, 1]);
  const bias = builder.node('Expand', [reshaped(builder, ones, [runs, 1, 1, batch]), widths], [runs, 1, columns.count, batch]);
  const source = builder.node('Concat', [...cut, reshaped(builder, bias, [runs, 1, line])], [runs, all + 1, line], { axis: 1 });
  const starts = Array.from({ length: rows.size * columns.size * Number(channels) }, (_, place) => {
    const row = Math.floor(place / (columns.size * Number(channels)));
    return (place - row * columns.size * Number(channels)) * Number(height) + row;
  });
  const from = [
    ...starts.flatMap((start) => Array.from({ length: rows.count }, (_, index) => start + index * rows.stride)),
    ...new Array<number>(rows.count).fill(all),
  ];
  const gathered = builder.node('Gather', [source, builder.constant('int32', [from.length], from)], [runs, from.length, line], { axis: 1 });
  return reshaped(builder, gathered, [runs, starts.length + 1, times(rows.count * columns.count, batch)]);
}

/** So many times the rows of a batch, whose number may be known by a name alone. */
export function times(count: number, batch: Dimension): Dimension {
  return typeof batch === 'number' ? count * batch : `${String(count)}${batch}`;
}

/**
 * The reverse of `windowParts`: images [R, C, height, width, B] in which every value is the sum of the parts that it lies in.
 * Windows that lie side by side are woven together; others are spread out and added, those of a row of the window first.
 */
export function fromWindowParts(
  builder: GraphBuilder,
  parts: readonly Tensor[],
  rows: Extent,
  columns: Extent,
  { height, width }: { readonly height: number; readonly width: number },
): Tensor {
  if (rows.size === rows.stride && rows.before === 0 && columns.before === 0) {
    const woven = weave(builder, parts, rows, columns);
    return bordered(builder, woven, [0, 0, height - rows.count * rows.stride, width - columns.count * columns.stride]);
  }
  const sum = (tensors: readonly Tensor[]): Tensor => (tensors.length === 1 ? tensors[0] : builder.node('Sum', tensors, tensors[0].shape));
  const lines = Array.from({ length: rows.size }, (_, row) => {
    const placed = parts.slice(row * columns.size, (row + 1) * columns.size).map((part, column) => {
      const left = column - columns.before;
      return bordered(builder, spread(builder, part, rows.stride), [0, left, 0, width - left - columns.count * columns.stride]);
    });
    const top = row - rows.before;
    return bordered(builder, sum(placed), [top, 0, height - top - rows.count * rows.stride, 0]);
  });
  return sum(lines);
}

function places(rows: Extent, columns: Extent): readonly (readonly [row: number, column: number])[] {
  return Array.from({ length: rows.size * columns.size }, (_, index) => [Math.floor(index / columns.size), index % columns.size] as const);
}

/** [R, C, H, W, B] to [R, C, H s, W s, B]: every value followed by zeros in both directions. */
function spread(builder: GraphBuilder, images: Tensor, stride: number): Tensor {
  if (stride === 1) return images;
  const [runs, channels, height, width, batch] = images.shape;
  const apart = reshaped(builder, images, [runs, channels, height, 1, width, 1, batch]);
  const pads = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, stride - 1, 0, stride - 1, 0];
  const filled = builder.node(
    'Pad',
    [apart, builder.constant('int64', [pads.length], pads)],
    [runs, channels, height, stride, width, stride, batch],
  );
  return reshaped(builder, filled, [runs, channels, Number(height) * stride, Number(width) * stride, batch]);
}

function weave(builder: GraphBuilder, parts: readonly Tensor[], rows: Extent, columns: Extent): Tensor {
  const [runs, channels, height, width, batch] = parts[0].shape;
  const wide = Number(width) * columns.size;
  const joined = (tensors: readonly Tensor[], shape: readonly Dimension[], axis: number): Tensor =>
    tensors.length === 1 ? tensors[0] : builder.node('Concat', tensors, shape, { axis });
  const lines = Array.from({ length: rows.size }, (_, row) => {
    const line = parts
      .slice(row * columns.size, (row + 1) * columns.size)
      .map((part) => reshaped(builder, part, [runs, channels, height, width, 1, batch]));
    return reshaped(builder, joined(line, [runs, channels, height, width, columns.size, batch], 4), [
      runs,
      channels,
      height,
      1,
      wide,
      batch,
    ]);
  });
  const whole = joined(lines, [runs, channels, height, rows.size, wide, batch], 3);
  return reshaped(builder, whole, [runs, channels, Number(height) * rows.size, wide, batch]);
}
