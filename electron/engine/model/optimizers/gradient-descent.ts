/** Gradient descent, plain, with momentum (heavy ball) or Nesterov momentum. */
import type { GraphBuilder } from '#engine/graph/graph';
import { carriedOn, plusProduct, type OptimizerForm, type OptimizerRule } from '#engine/model/optimizers/rule';

/**
 * As torch.optim.SGD (momentum 0, dampening 0): g = gradient + weightDecay w; v' = momentum v + g; w' = w - lr v', or (Nesterov,
 * Sutskever et al. 2013 as PyTorch writes it) w' = w - lr (g + momentum v'). Decoupled decay (Loshchilov and Hutter 2019,
 * algorithm 1): g without it, and w' = ... - lr weightDecay w.
 *
 * Kept is u = -lr v: with gradients that come multiplied by -lr, u' = momentum (lr / previous lr) u - lr g needs no pass over
 * the parameters for the learning rate.
 */
export function gradientDescent(form: OptimizerForm): OptimizerRule {
  const { isScheduled: varies, isNesterov, hasMomentum, hasDecay, isDecoupled } = form;
  const hasLookAhead = hasMomentum && isNesterov && varies;
  return {
    slots: hasMomentum ? 1 : 0,
    gradientScale: { varies, at: ({ rate }) => -rate },
    coefficients: {
      ...(hasMomentum ? { momentum: { varies, at: ({ settings, rate, previousRate }) => settings.momentum * (rate / previousRate) } } : {}),
      ...(hasLookAhead ? { lookAhead: { varies: false, at: ({ settings }) => settings.momentum } } : {}),
      ...(hasDecay ? { decay: { varies, at: ({ settings, rate }) => -rate * settings.weightDecay } } : {}),
    },
    step(builder, { parameters, slots, gradient: scaled, coefficients }) {
      const add = sum(builder);
      const gradient = hasDecay && !isDecoupled ? plusProduct(builder, scaled, parameters, coefficients.decay) : scaled;
      const kept = hasDecay && isDecoupled ? plusProduct(builder, parameters, parameters, coefficients.decay) : parameters;
      if (!hasMomentum) return { parameters: add(kept, gradient), slots: [] };
      const { slot, value: step } = carriedOn(builder, slots[0], coefficients.momentum, gradient);
      const lookAhead = hasLookAhead ? coefficients.lookAhead : coefficients.momentum;
      return { parameters: add(kept, isNesterov ? plusProduct(builder, gradient, step, lookAhead) : step), slots: [slot] };
    },
  };
}

function sum(builder: GraphBuilder) {
  return (left: Parameters<typeof plusProduct>[1], right: typeof left): typeof left => builder.node('Add', [left, right], left.shape);
}
