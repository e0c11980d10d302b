/** RMSprop: steps divided by the root of an average of squared gradients. */
import { carriedOn, plusProduct, type OptimizerForm, type OptimizerRule } from '#engine/model/optimizers/rule';

/**
 * As torch.optim.RMSprop (alpha 0.99, eps 1e-8, not centred; Tieleman and Hinton 2012, lecture 6.5e): g = gradient + weightDecay w;
 * v' = alpha v + (1 - alpha) g^2; b' = momentum b + g / (sqrt(v') + eps); w' = w - lr b'.
 *
 * Kept are v / (1 - alpha), and with momentum b sqrt(1 - alpha): the factors go into `epsilon` and `step`.
 */
export function rmsProp(form: OptimizerForm): OptimizerRule {
  const { isScheduled, hasMomentum, hasDecay, isDecoupled } = form;
  return {
    slots: hasMomentum ? 2 : 1,
    gradientScale: { varies: false, at: () => 1 },
    coefficients: {
      smoothing: { varies: false, at: ({ settings }) => settings.smoothing },
      epsilon: { varies: false, at: ({ settings }) => settings.epsilon / Math.sqrt(1 - settings.smoothing) },
      step: { varies: isScheduled, at: ({ settings, rate }) => -rate / Math.sqrt(1 - settings.smoothing) },
      ...(hasMomentum ? { momentum: { varies: false, at: ({ settings }) => settings.momentum } } : {}),
      ...(hasDecay
        ? {
            decay: {
              varies: isScheduled && isDecoupled,
              at: ({ settings, rate }) => (isDecoupled ? -rate * settings.weightDecay : settings.weightDecay),
            },
          }
        : {}),
    },
    step(builder, { parameters, slots, gradient: raw, coefficients }) {
      const { smoothing, epsilon, step, momentum, decay } = coefficients;
      const apply = (operator: string, ...inputs: readonly (typeof raw)[]): typeof raw => builder.node(operator, inputs, parameters.shape);
      const gradient = hasDecay && !isDecoupled ? plusProduct(builder, raw, parameters, decay) : raw;
      const kept = hasDecay && isDecoupled ? plusProduct(builder, parameters, parameters, decay) : parameters;
      const squares = carriedOn(builder, slots[0], smoothing, apply('Mul', gradient, gradient));
      const direction = apply('Div', gradient, apply('Add', apply('Sqrt', squares.value), epsilon));
      if (!hasMomentum) return { parameters: plusProduct(builder, kept, direction, step), slots: [squares.slot] };
      const velocity = carriedOn(builder, slots[1], momentum, direction);
      return { parameters: plusProduct(builder, kept, velocity.value, step), slots: [squares.slot, velocity.slot] };
    },
  };
}
