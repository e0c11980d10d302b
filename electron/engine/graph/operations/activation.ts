/** Activations: applied to every element, each with its derivative written in terms of its own output. */
import type { Activation } from '#core/experiment/spec';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';

/** The activation of `input`, any shape. */
export function activation(builder: GraphBuilder, kind: Activation, input: Tensor): Tensor {
  if (kind === 'linear') return input;
  const apply = (operator: string, ...tensors: readonly Tensor[]): Tensor => builder.node(operator, tensors, input.shape);
  const one = (): Tensor => builder.constant('float32', [], [1]);
  const output = apply({ relu: 'Relu', tanh: 'Tanh', sigmoid: 'Sigmoid' }[kind], input);
  const derivative = (): Tensor => {
    switch (kind) {
      case 'relu':
        // max(0, min(1, huge * y)) is 0 where y = 0 and 1 for every positive float that is not subnormal: one pass, no mask.
        return builder.node('HardSigmoid', [output], input.shape, { alpha: { float: 1e38 }, beta: { float: 0 } });
      case 'tanh':
        return apply('Sub', one(), apply('Mul', output, output));
      case 'sigmoid':
        return apply('Mul', output, apply('Sub', one(), output));
      default:
        return kind satisfies never;
    }
  };
  return builder.record({ inputs: [input], output, pullback: (gradient) => [apply('Mul', gradient, derivative())] });
}
