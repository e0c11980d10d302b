/** Clipping by the global norm: gradients of all layers are shortened together where they are longer than a limit. */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';

/**
 * g min(1, limit / |g|), |g| over all layers (Pascanu, Mikolov and Bengio 2013, algorithm 1; torch.nn.utils.clip_grad_norm_, which adds
 * 1e-6 to the norm). `squaredNorms` are those of the gradients, [R, 1, 1];
 * `limit` is infinite where nothing is clipped.
 */
export function clipped(
  builder: GraphBuilder,
  gradients: readonly Tensor[],
  squaredNorms: readonly Tensor[],
  limit: Tensor,
): readonly Tensor[] {
  const [runs] = gradients[0].shape;
  const apply = (operator: string, ...inputs: readonly Tensor[]): Tensor => builder.node(operator, inputs, [runs, 1, 1]);
  const square = squaredNorms.slice(1).reduce((sum, one) => apply('Add', sum, one), squaredNorms[0]);
  const factor = apply('Min', apply('Div', limit, apply('Sqrt', square)), builder.constant('float32', [1, 1, 1], [1]));
  return gradients.map((gradient) => builder.node('Mul', [gradient, factor], gradient.shape));
}
