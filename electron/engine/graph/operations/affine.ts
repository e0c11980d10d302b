/** A dense layer without its activation: [x, 1] W, where the last row of W is the bias. Stacked over a leading axis of runs. */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { matrixProduct, transposed, transposedProduct } from '#engine/graph/operations/matrix';

/**
 * The parameters of a layer: [R, in + 1, out], or turned over, [R, out, in + 1]. Products whose result has few columns are
 * several times slower than those with few rows, so layers with few outputs are kept turned over inside a training graph.
 * The bias as a row of the matrix makes its gradient part of the same product, so no sum over the batch is needed whose
 * rounding could depend on how many runs are stacked.
 */
export interface LayerParameters {
  readonly tensor: Tensor;
  readonly isTurned: boolean;
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
  const inputGradient = (gradient: Tensor): Tensor => {
    // The bias has no part in the gradient of the input: cutting it off first saves work and a copy.
    const weights = withoutLast(builder, parameters.tensor, parameters.isTurned ? 2 : 1);
    return matrixProduct(builder, gradient, parameters.isTurned ? weights : transposed(builder, weights));
  };
  return builder.record({
    inputs: [input, parameters.tensor],
    output: apply(builder, extended, parameters),
    pullback: (gradient) => [inputGradient(gradient), parameterGradient(builder, extended, gradient, parameters)],
  });
}

function apply(builder: GraphBuilder, input: Tensor, { tensor, isTurned }: LayerParameters): Tensor {
  return matrixProduct(builder, input, isTurned ? transposed(builder, tensor) : tensor);
}

function parameterGradient(builder: GraphBuilder, input: Tensor, gradient: Tensor, { isTurned }: LayerParameters): Tensor {
  return isTurned ? transposedProduct(builder, gradient, input) : transposedProduct(builder, input, gradient);
}

/** All but the last slice of an axis. */
export function withoutLast(builder: GraphBuilder, tensor: Tensor, axis: number): Tensor {
  const integers = (value: number): Tensor => builder.constant('int64', [1], [value]);
  const shape = tensor.shape.map((size, index) => (index === axis ? Number(size) - 1 : size));
  return builder.node('Slice', [tensor, integers(0), integers(-1), integers(axis)], shape);
}
