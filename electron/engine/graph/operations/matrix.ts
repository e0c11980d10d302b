/** Matrix products of stacked matrices. ONNX Runtime folds the transpositions into the products. */
import { invariant } from '#core/failure';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';

/** [R, n, k] times [R, k, m] gives [R, n, m]; a left operand of one matrix serves all runs. */
export function matrixProduct(builder: GraphBuilder, left: Tensor, right: Tensor): Tensor {
  const [runs, rows, inner] = left.shape;
  invariant(inner === right.shape[1], 'inner sizes of a matrix product agree');
  return builder.node('MatMul', [left, right], [runs === 1 ? right.shape[0] : runs, rows, right.shape[2]]);
}

/** [R, n, m] as [R, m, n]. */
export function transposed(builder: GraphBuilder, matrix: Tensor): Tensor {
  const [runs, rows, columns] = matrix.shape;
  return builder.node('Transpose', [matrix], [runs, columns, rows], { perm: [0, 2, 1] });
}

/**
 * Sum of squares of each [n, m] of a [R, n, m], as [R, 1, 1]. A product of a row with itself: its rounding does not depend
 * on R, as that of ReduceSum does.
 */
export function squaredNorm(builder: GraphBuilder, matrix: Tensor): Tensor {
  const [runs, rows, columns] = matrix.shape;
  const length = Number(rows) * Number(columns);
  const flat = (shape: readonly number[]): Tensor =>
    builder.node('Reshape', [matrix, builder.constant('int64', [3], shape)], [runs, shape[1], shape[2]]);
  return matrixProduct(builder, flat([0, 1, length]), flat([0, length, 1]));
}
