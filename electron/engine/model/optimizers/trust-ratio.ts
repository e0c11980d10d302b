/** The ratio of norms by which layer-wise optimizers scale the step of each layer. */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { squaredNorm } from '#engine/graph/operations/matrix';

/** Euclidean norm of each run's matrix, [R, 1, 1]. */
export function norm(builder: GraphBuilder, matrix: Tensor): Tensor {
  const squares = squaredNorm(builder, matrix);
  return builder.node('Sqrt', [squares], squares.shape);
}

/** `value` where both norms are above zero, else 1: a layer of zeros or without a gradient has no ratio. All [R, 1, 1]. */
export function whereBothPositive(builder: GraphBuilder, first: Tensor, second: Tensor, value: Tensor): Tensor {
  const zero = builder.constant('float32', [1, 1, 1], [0]);
  const one = builder.constant('float32', [1, 1, 1], [1]);
  const isPositive = (tensor: Tensor): Tensor => builder.node('Greater', [tensor, zero], tensor.shape, {}, 'bool');
  const both = builder.node('And', [isPositive(first), isPositive(second)], value.shape, {}, 'bool');
  return builder.node('Where', [both, value, one], value.shape);
}
