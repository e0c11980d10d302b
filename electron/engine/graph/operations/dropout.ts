/** Dropout with a mask from outside: zeros, and for what is kept 1 / (1 - rate). */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';

export function dropout(builder: GraphBuilder, input: Tensor, mask: Tensor): Tensor {
  const apply = (left: Tensor): Tensor => builder.node('Mul', [left, mask], input.shape);
  return builder.record({ inputs: [input], output: apply(input), pullback: (gradient) => [apply(gradient)] });
}
