/** A dense layer without its activation: [x, 1] W, where the last row of W is the bias. Stacked over a leading axis of runs. */
import type { Dimension, GraphBuilder, Tensor } from '#engine/graph/graph';
import { matrixProduct, movedTransposed, outerProduct, transposed } from '#engine/graph/operations/matrix';

/**
 * The parameters of a layer: [R, in + 1, out], or turned over, [R, out, in + 1]. Products with few columns are several times slower than
 * those with few rows, so training graphs keep layers turned over that have more inputs than outputs, and large ones: their products then
 * need nothing transposed that is large.
 * The bias as a row of the matrix makes its gradient part of the same product, so no sum over the batch is needed whose
 * rounding could depend on how many runs are stacked.
 */
export interface LayerParameters {
  readonly tensor: Tensor;
  readonly isTurned: boolean;
}

/** Name of the number of rows of a batch that is small (see `isFew`), as a size that is known when the graph runs. */
export const FEW_ROWS = 'few';

/** Whether a batch is so small that packing weights for a product takes longer than laying the batch out for it. */
export function isFew(rows: number): boolean {
  return rows <= 128;
}

/**
 * From so many weights on, what an operator more costs is little beside a product. A product whose left operand is transposed on the fly
 * is 20 to 40 % slower than one that finds it as it needs it (ONNX Runtime 1.30, AVX2), so it is transposed before.
 */
export const MANY_WEIGHTS = 64 * 1024;

/** Whether a pass over parameters of the shape [R, rows, columns] takes longer than starting an operator. */
export function isLarge([, rows, columns]: readonly Dimension[]): boolean {
  return Number(rows) * Number(columns) >= MANY_WEIGHTS;
}

/** `input` [R, B, in + 1] with a column of ones at its end; gives [R, B, out]. Not differentiated with respect to the input. */
export function affine(builder: GraphBuilder, input: Tensor, parameters: LayerParameters): Tensor {
  return builder.record({
    inputs: [parameters.tensor],
    output: apply(builder, input, parameters),
    pullback: (gradient) => [parameterGradient(builder, input, gradient, parameters)],
  });
}

/** A dense layer on values that have no column of ones yet: `input` [R, B, in], `ones` [R, B, 1]. */
export function dense(builder: GraphBuilder, input: Tensor, ones: Tensor, parameters: LayerParameters): Tensor {
  const [runs, rows, columns] = input.shape;
  const extended = builder.node('Concat', [input, ones], [runs, rows, Number(columns) + 1], { axis: 2 });
  return builder.record({
    inputs: [input, parameters.tensor],
    output: apply(builder, extended, parameters),
    pullback: (gradient) => [inputGradient(builder, gradient, parameters), parameterGradient(builder, extended, gradient, parameters)],
  });
}

function apply(builder: GraphBuilder, input: Tensor, { tensor, isTurned }: LayerParameters): Tensor {
  if (isTurned && isLarge(tensor.shape) && input.shape[1] === FEW_ROWS) {
    return transposed(builder, matrixProduct(builder, tensor, transposed(builder, input)));
  }
  return matrixProduct(builder, input, isTurned ? transposed(builder, tensor) : tensor);
}

/** The bias has no part in it: it is cut off the weights, or off the result where the weights are many. */
function inputGradient(builder: GraphBuilder, gradient: Tensor, { tensor, isTurned }: LayerParameters): Tensor {
  if (isTurned && isLarge(tensor.shape)) return withoutLast(builder, matrixProduct(builder, gradient, tensor), 2);
  const weights = withoutLast(builder, tensor, isTurned ? 2 : 1);
  return matrixProduct(builder, gradient, isTurned ? weights : transposed(builder, weights));
}

/** A sum over the rows of a batch of outer products. */
function parameterGradient(builder: GraphBuilder, input: Tensor, gradient: Tensor, { tensor, isTurned }: LayerParameters): Tensor {
  const [left, right] = isTurned ? [gradient, input] : [input, gradient];
  if (left.shape[1] === 1) return outerProduct(builder, left, right);
  return matrixProduct(builder, isLarge(tensor.shape) ? movedTransposed(builder, left) : transposed(builder, left), right);
}

/** All but the last slice of an axis. */
export function withoutLast(builder: GraphBuilder, tensor: Tensor, axis: number): Tensor {
  const integers = (value: number): Tensor => builder.constant('int64', [1], [value]);
  const shape = tensor.shape.map((size, index) => (index === axis ? Number(size) - 1 : size));
  return builder.node('Slice', [tensor, integers(0), integers(-1), integers(axis)], shape);
}
