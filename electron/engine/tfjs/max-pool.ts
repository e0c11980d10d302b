/** Max pooling with a derivative of its own. */
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '#engine/tfjs/operation';
import { placesOf, putBack, taken, type Windows } from '#engine/tfjs/windows';

/**
 * The largest value of every window of `images` [B, H, W, C]; of equal ones the first (row by row) takes the whole gradient. The
 * derivative of `tf.maxPool` (4.22) is wrong on WebAssembly: it misses the largest value where all of a window are below zero.
 */
export function maxPool(images: tf.Tensor4D, windows: Windows): tf.Tensor {
  const { rows, columns } = windows;
  const [batch, height, width, channels] = images.shape;
  const pooled = (values: tf.Tensor): tf.Tensor =>
    tf.maxPool(
      tf.reshape<tf.Rank.R4>(values, [batch, height, width, channels]),
      [rows.size, columns.size],
      [rows.stride, columns.stride],
      'valid',
    );
  return operation(
    [images],
    ([values]) => pooled(values),
    (gradient, [values]) => {
      const largest = pooled(values);
      let left = gradient;
      const parts = placesOf(windows).map((place) => {
        const share = tf.mul<tf.Tensor>(left, tf.cast(tf.equal(taken(values, windows, place), largest), 'float32'));
        left = tf.sub(left, share);
        return putBack(share, windows, place, height, width);
      });
      return [tf.addN(parts)];
    },
  );
}
