/** Adam, and AdamW, which is Adam with decoupled weight decay. */
import { directionScale, momentCoefficients, momentDirection, momentScale } from '#engine/model/optimizers/moments';
import { plusProduct, type OptimizerForm, type OptimizerRule } from '#engine/model/optimizers/rule';

/**
 * As torch.optim.Adam and AdamW (betas 0.9 and 0.999, eps 1e-8; AdamW's default weight decay there is 0.01, here 0): w' = w - lr times
 * the direction of `moments` (Kingma and Ba 2015, algorithm 1). Weight decay: g = gradient + weightDecay w, or decoupled (Loshchilov and
 * Hutter 2019, algorithm 2 without its schedule multiplier, as in PyTorch) w' = ... - lr weightDecay w.
 */
export function adam(form: OptimizerForm): OptimizerRule {
  const { hasDecay, isDecoupled, isScheduled } = form;
  return {
    slots: 2,
    gradientScale: momentScale,
    coefficients: {
      ...momentCoefficients,
      step: { varies: true, at: (moment) => -moment.rate * directionScale(moment) },
      ...(hasDecay
        ? {
            decay: {
              varies: isScheduled && isDecoupled,
              at: ({ settings, rate }) => settings.weightDecay * (isDecoupled ? -rate : 1 - settings.beta1),
            },
          }
        : {}),
    },
    step(builder, inputs) {
      const { parameters, coefficients } = inputs;
      const isCoupled = hasDecay && !isDecoupled;
      const gradient = isCoupled ? plusProduct(builder, inputs.gradient, parameters, coefficients.decay) : inputs.gradient;
      const kept = hasDecay && isDecoupled ? plusProduct(builder, parameters, parameters, coefficients.decay) : parameters;
      const { direction, slots } = momentDirection(builder, gradient, inputs);
      return { parameters: plusProduct(builder, kept, direction, coefficients.step), slots };
    },
  };
}
