/** LAMB: Adam's direction with a step for each layer in proportion to its weights. */
import { directionScale, momentCoefficients, momentDirection, momentScale } from '#engine/model/optimizers/moments';
import { plusProduct, type OptimizerForm, type OptimizerRule } from '#engine/model/optimizers/rule';
import { norm, whereBothPositive } from '#engine/model/optimizers/trust-ratio';

/**
 * You et al. 2020, algorithm 2 with the identity as phi (betas 0.9 and 0.999; eps 1e-6 in their code): with r the direction of `moments`,
 * for each layer, its bias included, d = r + weightDecay w; w' = w - lr (|w| / |d|) d. The ratio is 1 where |w| or |d| is zero.
 */
export function lamb(form: OptimizerForm): OptimizerRule {
  const { hasDecay, isScheduled } = form;
  return {
    slots: 2,
    gradientScale: momentScale,
    coefficients: {
      ...momentCoefficients,
      direction: { varies: true, at: directionScale },
      rate: { varies: isScheduled, at: ({ rate }) => -rate },
      ...(hasDecay ? { decay: { varies: false, at: ({ settings }) => settings.weightDecay } } : {}),
    },
    step(builder, inputs) {
      const { parameters, coefficients } = inputs;
      const { direction: raw, slots } = momentDirection(builder, inputs.gradient, inputs);
      const scaled = builder.node('Mul', [raw, coefficients.direction], parameters.shape);
      const direction = hasDecay ? plusProduct(builder, scaled, parameters, coefficients.decay) : scaled;
      const weightNorm = norm(builder, parameters);
      const length = norm(builder, direction);
      const ratio = whereBothPositive(builder, weightNorm, length, builder.node('Div', [weightNorm, length], length.shape));
      const rate = builder.node('Mul', [ratio, coefficients.rate], ratio.shape);
      return { parameters: plusProduct(builder, parameters, direction, rate), slots };
    },
  };
}
