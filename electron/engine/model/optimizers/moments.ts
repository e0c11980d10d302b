/** Averages of gradients and of their squares with the bias of their start corrected, which Adam and LAMB share. */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { carriedOn, type Coefficient, type Moment, type StepInputs } from '#engine/model/optimizers/rule';

/**
 * m' = beta1 m + (1 - beta1) g; v' = beta2 v + (1 - beta2) g^2 (Kingma and Ba 2015, algorithm 1). Gradients come multiplied by
 * 1 - beta1, so kept are m and V = v (1 - beta1)^2 / (1 - beta2); with t the update (from 1) and
 * c = sqrt((1 - beta2) / (1 - beta2^t)) / (1 - beta1), sqrt(v / (1 - beta2^t)) is c sqrt(V), and the direction
 * [m / (1 - beta1^t)] / [sqrt(v / (1 - beta2^t)) + eps] is m / (sqrt(V) + eps / c) times 1 / ((1 - beta1^t) c).
 */
export const momentScale: Coefficient = { varies: false, at: ({ settings }) => 1 - settings.beta1 };

export const momentCoefficients: Readonly<Record<'beta1' | 'beta2' | 'epsilon', Coefficient>> = {
  beta1: { varies: false, at: ({ settings }) => settings.beta1 },
  beta2: { varies: false, at: ({ settings }) => settings.beta2 },
  epsilon: { varies: true, at: (moment) => moment.settings.epsilon / rootScale(moment) },
};

/** What m / (sqrt(V) + epsilon) has to be multiplied by. */
export function directionScale(moment: Moment): number {
  return 1 / ((1 - moment.settings.beta1 ** (moment.update + 1)) * rootScale(moment));
}

/** c in the formula above. */
function rootScale({ settings: { beta1, beta2 }, update }: Moment): number {
  return Math.sqrt((1 - beta2) / (1 - beta2 ** (update + 1))) / (1 - beta1);
}

/** m / (sqrt(V) + epsilon), and the two averages. */
export function momentDirection(
  builder: GraphBuilder,
  gradient: Tensor,
  { slots, coefficients }: Pick<StepInputs, 'slots' | 'coefficients'>,
): { readonly direction: Tensor; readonly slots: readonly [mean: Tensor, squares: Tensor] } {
  const { beta1, beta2, epsilon } = coefficients;
  const apply = (operator: string, ...inputs: readonly Tensor[]): Tensor => builder.node(operator, inputs, gradient.shape);
  const squares = carriedOn(builder, slots[1], beta2, apply('Mul', gradient, gradient));
  const mean = carriedOn(builder, slots[0], beta1, gradient);
  const direction = apply('Div', mean.value, apply('Add', apply('Sqrt', squares.value), epsilon));
  return { direction, slots: [mean.slot, squares.slot] };
}
