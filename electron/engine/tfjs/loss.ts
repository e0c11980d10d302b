/** Losses and what is read from them: means over a batch, and what the network says of every row. */
import * as tf from '@tensorflow/tfjs-core';
import type { Loss } from '#core/experiment/spec';

/** Mean loss of a batch. `output` and `targets` [B, outputs]. */
export function lossOf(loss: Loss, output: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  switch (loss) {
    case 'crossEntropy':
      // -sum_c targets_c log p_c
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(output), targets), 1)));
    case 'binaryCrossEntropy':
      // -y log s(z) - (1 - y) log s(-z) = log(1 + e^z) - y z, s the logistic function
      return tf.mean(tf.sub(tf.softplus(output), tf.mul(output, targets)));
    case 'meanSquaredError':
      return tf.mean(tf.square(tf.sub(output, targets)));
    default:
      return loss satisfies never;
  }
}

/** The same from what the network says, `said` and `targets` [B, outputs], summed in float64: it is finite as long as any row's is. */
export function measuredLoss(loss: Loss, said: Float32Array, targets: Float32Array, outputs: number): number {
  let sum = 0;
  for (let index = 0; index < said.length; index++) sum += lossTerm(loss, said[index], targets[index]);
  return (sum * outputs) / said.length;
}

function lossTerm(loss: Loss, said: number, target: number): number {
  switch (loss) {
    case 'crossEntropy':
      return target === 0 ? 0 : -target * said;
    case 'binaryCrossEntropy':
      return Math.max(said, 0) + Math.log1p(Math.exp(-Math.abs(said))) - target * said;
    case 'meanSquaredError':
      return (said - target) ** 2;
    default:
      return loss satisfies never;
  }
}

/** Log probabilities of the classes, one logit, or predicted values. To be called where tensors are tidied up. */
export function saidOf(loss: Loss, output: tf.Tensor): Float32Array {
  return Float32Array.from((loss === 'crossEntropy' ? tf.logSoftmax(output) : output).dataSync());
}

/** One row of targets: one-hot classes, the class 0 or 1 itself (both smoothed, half of it to either side), or a value. */
export function targetRow(loss: Loss, target: number, outputs: number, smoothing: number): readonly number[] {
  switch (loss) {
    case 'crossEntropy':
      return Array.from({ length: outputs }, (_, output) => (output === target ? 1 - smoothing : 0) + smoothing / outputs);
    case 'binaryCrossEntropy':
      return [(1 - smoothing) * target + smoothing / 2];
    case 'meanSquaredError':
      return [target];
    default:
      return loss satisfies never;
  }
}
