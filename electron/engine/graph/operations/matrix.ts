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

/** As `transposed`, but a copy: ONNX Runtime does not look for transpositions behind a change of shape. */
export function movedTransposed(builder: GraphBuilder, matrix: Tensor): Tensor {
  const result = transposed(builder, matrix);
  const sizes = result.shape.map((size) => (typeof size === 'number' ? size : -1));
  return builder.node('Reshape', [result, builder.constant('int64', [3], sizes)], result.shape);
}

/** Of one row each: [R, 1, k] and [R, 1, m] give [R, k, m]. A multiplication that broadcasts skips the packing of a matrix product. */
export function outerProduct(builder: GraphBuilder, left: Tensor, right: Tensor): Tensor {
  return builder.node('Mul', [transposed(builder, left), right], [left.shape[0], left.shape[2], right.shape[2]]);
}

/**
 * Sum of squares of each [n, m] of a [R, n, m], as [R, 1, 1]. A product of a row with itself: its rounding does not depend
 * on R, as that of ReduceSum does. Written with a transposition, it runs as one dot product; as row times column it would be
 * seven times slower.
 */
export function squaredNorm(builder: GraphBuilder, matrix: Tensor): Tensor {
  const [runs, rows, columns] = matrix.shape;
  const length = Number(rows) * Number(columns);
  const row = builder.node('Reshape', [matrix, builder.constant('int64', [3], [0, 1, length])], [runs, 1, length]);
  return matrixProduct(builder, row, transposed(builder, row));
}
