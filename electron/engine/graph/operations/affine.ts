/** A dense layer without its activation: [x, 1] W, where the last row of W is the bias. Stacked over a leading axis of runs. */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { matrixProduct, transposed } from '#engine/graph/operations/matrix';

/**
 * `input` [R, B, in + 1] with a column of ones at its end, `parameters` [R, in + 1, out]; gives [R, B, out].
 * The bias as a row of the matrix makes its gradient part of the same product, so no sum over the batch is needed whose
 * rounding could depend on how many runs are stacked.
 */
export function affine(builder: GraphBuilder, input: Tensor, parameters: Tensor): Tensor {
  const output = matrixProduct(builder, input, parameters);
  return builder.record({
    inputs: [input, parameters],
    output,
    pullback: (gradient, isNeeded) => [
      isNeeded(input) ? matrixProduct(builder, gradient, transposed(builder, parameters)) : null,
      isNeeded(parameters) ? matrixProduct(builder, transposed(builder, input), gradient) : null,
    ],
  });
}

/** A dense layer on values that have no column of ones yet: input [R, B, in], ones [R, B, 1]. */
export function dense(builder: GraphBuilder, input: Tensor, ones: Tensor, parameters: Tensor): Tensor {
  const [runs, rows, columns] = input.shape;
  const extended = builder.node('Concat', [input, ones], [runs, rows, Number(columns) + 1], { axis: 2 });
  const output = matrixProduct(builder, extended, parameters);
  return builder.record({
    inputs: [input, parameters],
    output,
    pullback: (gradient, isNeeded) => [
      // The bias has no part in the gradient of the input: cutting its row off first saves work and a copy.
      isNeeded(input) ? matrixProduct(builder, gradient, transposed(builder, withoutLast(builder, parameters, 1))) : null,
      isNeeded(parameters) ? matrixProduct(builder, transposed(builder, extended), gradient) : null,
    ],
  });
}

/** All but the last slice of an axis. */
function withoutLast(builder: GraphBuilder, tensor: Tensor, axis: number): Tensor {
  const integers = (value: number): Tensor => builder.constant('int64', [1], [value]);
  const shape = tensor.shape.map((size, index) => (index === axis ? Number(size) - 1 : size));
  return builder.node('Slice', [tensor, integers(0), integers(-1), integers(axis)], shape);
}
