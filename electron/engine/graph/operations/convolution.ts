/** Convolution as a matrix product: the windows of all images side by side, with a row of ones for the bias. */
import type { Extent } from '#core/experiment/layer-shapes';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { withoutLast, type LayerParameters } from '#engine/graph/operations/affine';
import { bordered, fromWindowParts, reshaped, windowParts } from '#engine/graph/operations/image';
import { matrixProduct, transposed } from '#engine/graph/operations/matrix';

/**
 * `images` [R, C, H, W, B], `ones` [R, B, 1]; parameters [R, kernel * kernel * C + 1, F] (or turned over), whose rows go through the
 * kernel row by row, of every place all channels, last the bias. Gives [R, F, H', W', B].
 */
export function convolution(
  builder: GraphBuilder,
  images: Tensor,
  ones: Tensor,
  { tensor, isTurned }: LayerParameters,
  rows: Extent,
  columns: Extent,
): Tensor {
  const [runs, channels, height, width, batch] = images.shape;
  const [filters, inputs] = isTurned ? [tensor.shape[1], tensor.shape[2]] : [tensor.shape[2], tensor.shape[1]];
  const pixels = `${String(rows.count * columns.count)}${String(batch)}`;
  const size = batch === 1 ? rows.count * columns.count : pixels;
  const wide = bordered(builder, images, [rows.before, columns.before, rows.after, columns.after]);
  const bias = builder.node(
    'Expand',
    [reshaped(builder, ones, [runs, 1, 1, 1, batch]), builder.constant('int64', [5], [1, 1, rows.count, columns.count, 1])],
    [runs, 1, rows.count, columns.count, batch],
  );
  const parts = [...windowParts(builder, wide, rows, columns), bias];
  const together = builder.node('Concat', parts, [runs, inputs, rows.count, columns.count, batch], { axis: 1 });
  const windows = reshaped(builder, together, [runs, inputs, size]);
  const product = matrixProduct(builder, isTurned ? tensor : transposed(builder, tensor), windows);
  const output = reshaped(builder, product, [runs, filters, rows.count, columns.count, batch]);

  const imageGradient = (gradient: Tensor): Tensor => {
    const weights = withoutLast(builder, tensor, isTurned ? 2 : 1);
    const each = matrixProduct(builder, isTurned ? transposed(builder, weights) : weights, gradient);
    const partShape = [runs, channels, size];
    const count = rows.size * columns.size;
    const split =
      count === 1
        ? [each]
        : builder.nodeWith(
            'Split',
            [each],
            Array.from({ length: count }, () => ({ type: 'float32' as const, shape: partShape })),
            { axis: 1 },
          );
    const images = split.map((part) => reshaped(builder, part, [runs, channels, rows.count, columns.count, batch]));
    return fromWindowParts(builder, images, rows, columns, { height: Number(height), width: Number(width) });
  };
  return builder.record({
    inputs: [images, tensor],
    output,
    pullback: (gradient) => {
      const flat = reshaped(builder, gradient, [runs, filters, size]);
      const weights = isTurned
        ? matrixProduct(builder, flat, transposed(builder, windows))
        : matrixProduct(builder, windows, transposed(builder, flat));
      return [imageGradient(flat), weights];
    },
  });
}
