/** Reverse-mode differentiation: walks the tape backwards and adds the nodes that compute the gradients. */
import { invariant } from '#core/failure';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';

/** The gradients of `loss` with respect to each of `parameters`, same shapes. Throws if the loss does not depend on one. */
export function differentiate(builder: GraphBuilder, loss: Tensor, parameters: readonly Tensor[]): readonly Tensor[] {
  const depends = new Set(parameters.map((tensor) => tensor.id));
  for (const entry of builder.tape) {
    if (entry.inputs.some((input) => depends.has(input.id))) depends.add(entry.output.id);
  }
  // Losses ignore the gradient of their output: it is one, and they are where differentiation starts.
  const gradients = new Map<number, Tensor>([[loss.id, builder.constant('float32', [1, 1, 1], [1])]]);
  for (const entry of builder.tape.toReversed()) {
    const gradient = gradients.get(entry.output.id);
    if (gradient === undefined || !depends.has(entry.output.id)) continue;
    const parts = entry.pullback(gradient);
    parts.forEach((part, index) => {
      const input = entry.inputs[index];
      if (!depends.has(input.id)) return;
      const sum = gradients.get(input.id);
      gradients.set(input.id, sum === undefined ? part : builder.node('Add', [sum, part], input.shape));
    });
  }
  return parameters.map((parameter) => {
    const gradient = gradients.get(parameter.id);
    invariant(gradient !== undefined, `the loss depends on ${parameter.name}`);
    return gradient;
  });
}
