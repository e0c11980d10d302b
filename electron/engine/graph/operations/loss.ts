/** Losses as weighted sums over rows: a weight of 1 / B makes a mean, a weight of 0 leaves a row out. */
import type { GraphBuilder, Tensor } from '#engine/graph/graph';

export interface LossHead {
  /** sum over rows of weight times loss, [R, 1, 1]. */
  readonly loss: Tensor;
  /** What the loss of every row is read from, [R, B, C]: log probabilities, logits of one output, or residuals. */
  readonly rows: Tensor;
}

/**
 * Cross-entropy of softmax(logits): -sum_c targets_c log p_c. `logits` and `targets` (one-hot) [R, B, C]; `weights` the same
 * shape with every row constant, or [R, 1, 1].
 */
export function softmaxCrossEntropy(builder: GraphBuilder, logits: Tensor, targets: Tensor, weights: Tensor): LossHead {
  const apply = (operator: string, ...tensors: readonly Tensor[]): Tensor => builder.node(operator, tensors, logits.shape);
  const rows = builder.node('LogSoftmax', [logits], logits.shape, { axis: 2 });
  const loss = builder.record({
    inputs: [logits],
    output: sumOverRows(builder, apply('Neg', apply('Mul', apply('Mul', rows, targets), weights))),
    pullback: () => [apply('Mul', apply('Sub', apply('Exp', rows), targets), weights)],
  });
  return { loss, rows };
}

/**
 * Cross-entropy of sigmoid(logit) with a target between 0 and 1, all [R, B, 1]: log(1 + exp(z)) - target z, written so that no exponential
 * overflows; `weights` likewise, or [R, 1, 1]. Its slope is sigmoid(z) - target.
 */
export function logisticCrossEntropy(builder: GraphBuilder, logits: Tensor, targets: Tensor, weights: Tensor): LossHead {
  const apply = (operator: string, ...tensors: readonly Tensor[]): Tensor => builder.node(operator, tensors, logits.shape);
  const number = (value: number): Tensor => builder.constant('float32', [], [value]);
  const negated = apply('Neg', logits);
  const small = apply('Log', apply('Add', apply('Exp', apply('Min', logits, negated)), number(1)));
  const losses = apply('Sub', apply('Add', apply('Max', logits, number(0)), small), apply('Mul', logits, targets));
  const loss = builder.record({
    inputs: [logits],
    output: sumOverRows(builder, apply('Mul', losses, weights)),
    pullback: () => [apply('Mul', apply('Sub', apply('Sigmoid', logits), targets), weights)],
  });
  return { loss, rows: logits };
}

/** Squared error of one output: (prediction - target)^2, all [R, B, 1]; `weights` likewise, or [R, 1, 1]. */
export function squaredError(builder: GraphBuilder, prediction: Tensor, targets: Tensor, weights: Tensor): LossHead {
  const apply = (operator: string, ...tensors: readonly Tensor[]): Tensor => builder.node(operator, tensors, prediction.shape);
  const rows = apply('Sub', prediction, targets);
  const loss = builder.record({
    inputs: [prediction],
    output: sumOverRows(builder, apply('Mul', apply('Mul', rows, rows), weights)),
    pullback: () => [apply('Mul', apply('Add', rows, rows), weights)],
  });
  return { loss, rows };
}

/** [R, B, C] to [R, 1, 1]. */
function sumOverRows(builder: GraphBuilder, tensor: Tensor): Tensor {
  return builder.node('ReduceSum', [tensor, builder.constant('int64', [2], [1, 2])], [tensor.shape[0], 1, 1], { keepdims: 1 });
}
