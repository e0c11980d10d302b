/** Dense layers and convolutions with their derivatives, composed of operations that every backend has and is fast at. */
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '#engine/tfjs/operation';
import { placesOf, taken, type Windows } from '#engine/tfjs/windows';

/**
 * `values` [B, in] times the first rows of `parameters` [in + 1, out] plus its last, the biases. WebAssembly multiplies turned-over
 * matrices many times slower, so the derivative turns them over first. `isData`: nobody asks for the derivative by `values`.
 */
export function affine(values: tf.Tensor, parameters: tf.Tensor, isData: boolean): tf.Tensor {
  return operation(
    [values, parameters],
    ([rows, matrix]) => tf.add(tf.matMul(rows, weightsOf(matrix)), biasesOf(matrix)),
    (gradient, [rows, matrix]) => [
      isData ? tf.zerosLike(rows) : tf.matMul(gradient, tf.transpose(weightsOf(matrix))),
      tf.concat([tf.matMul(tf.transpose(rows), gradient), tf.sum(gradient, 0, true)], 0),
    ],
  );
}

/**
 * `images` [B, H, W, C]; `parameters` [kernel * kernel * C + 1, F], whose rows go through the kernel row by row, of every place all
 * channels, last the biases. WebAssembly has no derivative by the kernel: it is one matrix product for each of its places.
 */
export function convolution(images: tf.Tensor, parameters: tf.Tensor, windows: Windows, isData: boolean): tf.Tensor {
  const { rows, columns, padding } = windows;
  const strides: [number, number] = [rows.stride, columns.stride];
  const kernelOf = (matrix: tf.Tensor, channels: number): tf.Tensor4D =>
    tf.reshape<tf.Rank.R4>(weightsOf(matrix), [rows.size, columns.size, channels, matrix.shape[1] ?? 0]);
  return operation(
    [images, parameters],
    ([values, matrix]) => {
      const input = asImages(values);
      return tf.add(tf.conv2d(input, kernelOf(matrix, input.shape[3]), strides, padding), biasesOf(matrix));
    },
    (gradient, [values, matrix]) => {
      const input = asImages(values);
      const output = asImages(gradient);
      const flat = tf.reshape<tf.Rank.R2>(output, [-1, output.shape[3]]);
      return [
        isData ? tf.zerosLike(input) : tf.conv2dTranspose(output, kernelOf(matrix, input.shape[3]), input.shape, strides, padding),
        tf.concat([...seen(input, windows).map((place) => tf.matMul(tf.transpose(place), flat)), tf.sum(flat, 0, true)], 0),
      ];
    },
  );
}

/** What every place of the kernel sees of all windows of all images, [windows, channels] each, row by row. */
function seen(images: tf.Tensor4D, windows: Windows): readonly tf.Tensor[] {
  const { rows, columns } = windows;
  const padded = tf.pad(images, [
    [0, 0],
    [rows.before, rows.after],
    [columns.before, columns.after],
    [0, 0],
  ]);
  return placesOf(windows).map((place) => tf.reshape(taken(padded, windows, place), [-1, images.shape[3]]));
}

function weightsOf(matrix: tf.Tensor): tf.Tensor {
  const [rows, columns] = matrix.shape;
  return tf.slice(matrix, [0, 0], [rows - 1, columns]);
}

function biasesOf(matrix: tf.Tensor): tf.Tensor {
  const [rows, columns] = matrix.shape;
  return tf.slice(matrix, [rows - 1, 0], [1, columns]);
}

function asImages(values: tf.Tensor): tf.Tensor4D {
  const [batch, height, width, channels] = values.shape;
  return tf.reshape<tf.Rank.R4>(values, [batch, height, width, channels]);
}
