/** Activations: applied to every element, each with its derivative written in terms of its own output where that is enough. */
import { type Activation, LEAKY_SLOPE } from '#core/experiment/layers';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';

/** The activation of `input`, any shape; `slope` is that of leakyRelu below zero. */
export function activation(builder: GraphBuilder, kind: Activation, input: Tensor, slope: number = LEAKY_SLOPE): Tensor {
  if (kind === 'linear') return input;
  if (kind === 'gelu') return gelu(builder, input);
  const apply = (operator: string, ...tensors: readonly Tensor[]): Tensor => builder.node(operator, tensors, input.shape);
  const number = (value: number): Tensor => builder.constant('float32', [], [value]);
  const output =
    kind === 'leakyRelu'
      ? builder.node('LeakyRelu', [input], input.shape, { alpha: { float: slope } })
      : apply({ relu: 'Relu', tanh: 'Tanh', sigmoid: 'Sigmoid' }[kind], input);
  const derivative = (): Tensor => {
    switch (kind) {
      case 'relu':
        return isPositive(builder, output);
      case 'leakyRelu':
        return apply('Clip', apply('Mul', input, number(HUGE)), number(slope), number(1));
      case 'tanh':
        return apply('Sub', number(1), apply('Mul', output, output));
      case 'sigmoid':
        return apply('Mul', output, apply('Sub', number(1), output));
      default:
        return kind satisfies never;
    }
  };
  return builder.record({ inputs: [input], output, pullback: (gradient) => [apply('Mul', gradient, derivative())] });
}

const HUGE = 1e38;

/** max(0, min(1, huge * x)): 0 where x <= 0 and 1 for every positive float that is not subnormal. One pass, no mask. */
export function isPositive(builder: GraphBuilder, tensor: Tensor): Tensor {
  return builder.node('HardSigmoid', [tensor], tensor.shape, { alpha: { float: HUGE }, beta: { float: 0 } });
}

/** x P(x) with P the standard normal distribution (Hendrycks and Gimpel 2016), not its approximation by tanh. */
function gelu(builder: GraphBuilder, input: Tensor): Tensor {
  const apply = (operator: string, ...tensors: readonly Tensor[]): Tensor => builder.node(operator, tensors, input.shape);
  const number = (value: number): Tensor => builder.constant('float32', [], [value]);
  const error = apply('Erf', apply('Mul', input, number(Math.SQRT1_2)));
  // Written with a Sub, because ONNX Runtime fuses the form with an Add into an operator whose bits depend on how many runs are stacked.
  const below = apply('Mul', apply('Sub', error, number(-1)), number(0.5));
  const derivative = (): Tensor => {
    const density = apply('Mul', apply('Exp', apply('Mul', apply('Mul', input, input), number(-0.5))), number(1 / Math.sqrt(2 * Math.PI)));
    return apply('Add', below, apply('Mul', input, density));
  };
  return builder.record({
    inputs: [input],
    output: apply('Mul', input, below),
    pullback: (gradient) => [apply('Mul', gradient, derivative())],
  });
}
