/** LARS: momentum with a learning rate for each layer, in proportion to its weights. */
import { carriedOn, plusProduct, type OptimizerForm, type OptimizerRule } from '#engine/model/optimizers/rule';
import { norm, whereBothPositive } from '#engine/model/optimizers/trust-ratio';

/**
 * You, Gitman and Ginsburg 2017, algorithm 1 (trust coefficient eta 0.001): for each layer, its bias included,
 * ratio = eta |w| / (|g| + weightDecay |w|); v' = momentum v + lr ratio (g + weightDecay w); w' = w - v'. The ratio is 1 where |w| or |g|
 * is zero. Kept is u = -v, with gradients multiplied by -lr.
 */
export function lars(form: OptimizerForm): OptimizerRule {
  const { isScheduled: varies, hasMomentum, hasDecay } = form;
  return {
    slots: hasMomentum ? 1 : 0,
    gradientScale: { varies, at: ({ rate }) => -rate },
    coefficients: {
      trust: { varies, at: ({ settings, rate }) => settings.trustCoefficient * rate },
      ...(hasMomentum ? { momentum: { varies: false, at: ({ settings }) => settings.momentum } } : {}),
      ...(hasDecay ? { decay: { varies, at: ({ settings, rate }) => -rate * settings.weightDecay } } : {}),
    },
    step(builder, { parameters, slots, gradient, coefficients }) {
      const { trust, momentum, decay } = coefficients;
      const apply = (operator: string, left: typeof trust, right: typeof trust): typeof trust =>
        builder.node(operator, [left, right], left.shape);
      const weightNorm = norm(builder, parameters);
      const gradientNorm = norm(builder, gradient);
      const divisor = hasDecay ? apply('Sub', gradientNorm, apply('Mul', weightNorm, decay)) : gradientNorm;
      const ratio = whereBothPositive(builder, weightNorm, gradientNorm, apply('Div', apply('Mul', weightNorm, trust), divisor));
      const decayed = hasDecay ? plusProduct(builder, gradient, parameters, decay) : gradient;
      const local = apply('Mul', decayed, ratio);
      if (!hasMomentum) return { parameters: apply('Add', parameters, local), slots: [] };
      const { slot, value: step } = carriedOn(builder, slots[0], momentum, local);
      return { parameters: apply('Add', parameters, step), slots: [slot] };
    },
  };
}
