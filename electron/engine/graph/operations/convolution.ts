/** Convolution as a matrix product: the windows of all images side by side, with a row of ones for the bias. */
import type { Extent } from '#core/experiment/layer-shapes';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { withoutLast, type LayerParameters } from '#engine/graph/operations/affine';
import { bordered, fromWindowParts, reshaped, times, windowsWithOnes } from '#engine/graph/operations/image';
import { matrixProduct, movedTransposed, transposed } from '#engine/graph/operations/matrix';

/**
 * `images` [R, C, H, W, B], `ones` [R, B, 1]; parameters [R, kernel * kernel * C + 1, F] (or turned over), whose rows go through the
 * kernel row by row, of every place all channels, last the bias. Gives [R, F, H', W', B].
 */
export function convolution(
  builder: GraphBuilder,
  images: Tensor,
  ones: Tensor,
  parameters: LayerParameters,
  rows: Extent,
  columns: Extent,
): Tensor {
  const { tensor, isTurned } = parameters;
  const [runs, , , , batch] = images.shape;
  const filters = tensor.shape[isTurned ? 1 : 2];
  const size = times(rows.count * columns.count, batch);
  const wide = bordered(builder, images, [rows.before, columns.before, rows.after, columns.after]);
  const windows = windowsWithOnes(builder, wide, ones, rows, columns);
  const product = matrixProduct(builder, isTurned ? tensor : transposed(builder, tensor), windows);
  const imageGradient = batch === 1 ? gradientOfOne : gradientOfMany;
  return builder.record({
    inputs: [images, tensor],
    output: reshaped(builder, product, [runs, filters, rows.count, columns.count, batch]),
    pullback: (gradient) => {
      const flat = reshaped(builder, gradient, [runs, filters, size]);
      // The right operand of a product is packed: that is the smaller one here.
      const weights = matrixProduct(builder, windows, movedTransposed(builder, flat));
      const slopes = isTurned ? transposed(builder, weights) : weights;
      return [imageGradient(builder, flat, parameters, images, rows, columns), slopes];
    },
  });
}

/** Of what comes out, [R, F, H' W' B], the gradient of the images: a product gives the share of every place in the window. */
function gradientOfMany(
  builder: GraphBuilder,
  gradient: Tensor,
  { tensor, isTurned }: LayerParameters,
  { shape: [runs, channels, height, width, batch] }: Tensor,
  rows: Extent,
  columns: Extent,
): Tensor {
  const weights = withoutLast(builder, tensor, isTurned ? 2 : 1);
  const each = matrixProduct(builder, isTurned ? transposed(builder, weights) : weights, gradient);
  const part = { type: 'float32' as const, shape: [runs, channels, gradient.shape[2]] };
  const parts = Array.from({ length: rows.size * columns.size }, () => part);
  const split = parts.length === 1 ? [each] : builder.nodeWith('Split', [each], parts, { axis: 1 });
  const images = split.map((one) => reshaped(builder, one, [runs, channels, rows.count, columns.count, batch]));
  return fromWindowParts(builder, images, rows, columns, { height: Number(height), width: Number(width) });
}

/** The same for one image a run: one operator, with a group of channels for every run. It lays out a batch otherwise than it is here. */
function gradientOfOne(
  builder: GraphBuilder,
  gradient: Tensor,
  { tensor, isTurned }: LayerParameters,
  { shape }: Tensor,
  rows: Extent,
  columns: Extent,
): Tensor {
  const [runs, channels, height, width] = shape.map(Number);
  const filters = Number(gradient.shape[1]);
  const weights = withoutLast(builder, tensor, isTurned ? 2 : 1);
  const places = rows.size * columns.size;
  const [apart, order] = isTurned
    ? [
        [runs, filters, places, channels],
        [0, 1, 3, 2],
      ]
    : [
        [runs, places, channels, filters],
        [0, 3, 2, 1],
      ];
  const turned = builder.node('Transpose', [reshaped(builder, weights, apart)], [runs, filters, channels, places], { perm: order });
  const kernels = reshaped(builder, turned, [runs * filters, channels, rows.size, columns.size]);
  const left = ({ count, stride, size, before, after }: Extent, whole: number): number =>
    whole + before + after - (count - 1) * stride - size;
  const images = builder.node(
    'ConvTranspose',
    [reshaped(builder, gradient, [1, runs * filters, rows.count, columns.count]), kernels],
    [1, runs * channels, height, width],
    {
      group: runs,
      strides: [rows.stride, columns.stride],
      pads: [rows.before, columns.before, rows.after, columns.after],
      output_padding: [left(rows, height), left(columns, width)],
    },
  );
  return reshaped(builder, images, shape);
}
