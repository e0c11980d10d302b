/** Stochastic gradient descent with momentum, written for gradients that are multiplied by -learningRate already. */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';

export interface StepInputs {
  /** [R, 1, 1], or null for plain gradient descent. */
  readonly momentum: Tensor | null;
  /** -learningRate * weightDecay, [R, 1, 1], or null without weight decay. */
  readonly decay: Tensor | null;
  readonly isNesterov: boolean;
}

/**
 * With g the gradient of the loss, s = -learningRate (g + weightDecay w) and u the previous step:
 * u' = momentum u + s; w' = w + u', or (Nesterov) w' = w + s + momentum u'.
 * At a constant learning rate u = -learningRate v, where v' = momentum v + g + weightDecay w is the velocity of Sutskever et
 * al. 2013 as PyTorch and Keras keep it.
 */
export function momentumStep(
  builder: GraphBuilder,
  inputs: StepInputs,
  parameters: Tensor,
  previous: Tensor | null,
  scaledGradient: Tensor,
): { readonly parameters: Tensor; readonly step: Tensor | null } {
  const apply = (operator: string, left: Tensor, right: Tensor): Tensor => builder.node(operator, [left, right], parameters.shape);
  const { momentum, decay } = inputs;
  const gradient = decay === null ? scaledGradient : apply('Add', scaledGradient, apply('Mul', parameters, decay));
  if (momentum === null || previous === null) return { parameters: apply('Add', parameters, gradient), step: null };
  const step = apply('Add', apply('Mul', previous, momentum), gradient);
  const move = inputs.isNesterov ? apply('Add', gradient, apply('Mul', step, momentum)) : step;
  return { parameters: apply('Add', parameters, move), step };
}
