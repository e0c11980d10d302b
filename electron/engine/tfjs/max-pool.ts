/** Max pooling composed of slices and larger-ofs, whose derivatives TensorFlow.js finds right on every backend. */
import * as tf from '@tensorflow/tfjs-core';
import type { Extent } from '#core/experiment/layer-shapes';

/**
 * The largest value of every window of `images` [B, H, W, C]; of equal ones the first (row by row) takes the whole gradient. The own
 * derivative of `tf.maxPool` (4.22) is wrong on WebAssembly: it misses the largest value where all of a window are below zero.
 */
export function maxPool(images: tf.Tensor4D, rows: Extent, columns: Extent): tf.Tensor {
  const [, height, width] = images.shape;
  const padded = tf.pad(images, [
    [0, 0],
    [0, missing(rows, height)],
    [0, missing(columns, width)],
    [0, 0],
  ]);
  const places = Array.from({ length: rows.size * columns.size }, (_, place) =>
    placeOf(padded, rows, columns, Math.floor(place / columns.size), place % columns.size),
  );
  return places.reduce((largest, place) => tf.maximum(largest, place));
}

/** What lies at one place of every window: whole strides are laid side by side, and the first of each is kept. */
function placeOf(images: tf.Tensor, rows: Extent, columns: Extent, row: number, column: number): tf.Tensor {
  const [batch, , , channels] = images.shape;
  const reach = [batch, rows.count * rows.stride, columns.count * columns.stride, channels];
  const strides = tf.reshape(tf.slice(images, [0, row, column, 0], reach), [
    batch,
    rows.count,
    rows.stride,
    columns.count,
    columns.stride,
    channels,
  ]);
  const first = tf.slice(strides, [0, 0, 0, 0, 0, 0], [batch, rows.count, 1, columns.count, 1, channels]);
  return tf.reshape(first, [batch, rows.count, columns.count, channels]);
}

/** How many values have to be added at the end, so that whole strides fit at every place of the last window. No window holds them. */
function missing({ size, stride, count }: Extent, length: number): number {
  return Math.max(0, size - 1 + count * stride - length);
}
