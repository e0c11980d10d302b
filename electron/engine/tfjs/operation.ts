/** An operation with a derivative of its own. */
import * as tf from '@tensorflow/tfjs-core';

/** `backward` gives one gradient an input. */
export function operation(
  inputs: tf.Tensor[],
  forward: (inputs: readonly tf.Tensor[]) => tf.Tensor,
  backward: (gradient: tf.Tensor, inputs: readonly tf.Tensor[]) => tf.Tensor[],
): tf.Tensor {
  return tf.customGrad((...given) => {
    // By customGrad's contract a function that keeps tensors follows the tensors it was called with.
    const own = given.slice(0, -1) as tf.Tensor[];
    const save = given[given.length - 1] as tf.GradSaveFunc;
    save(own);
    return { value: forward(own), gradFunc: (gradient: tf.Tensor, saved: tf.Tensor[]) => backward(gradient, saved) };
  })(...inputs);
}
