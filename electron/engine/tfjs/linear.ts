/** Dense layers and convolutions with their derivatives, composed of operations that every backend has and is fast at. */
import * as tf from '@tensorflow/tfjs-core';
import type { Extent } from '#core/experiment/layer-shapes';

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

/** A window's places in both directions of an image. */
export interface Windows {
  readonly rows: Extent;
  readonly columns: Extent;
  readonly padding: 'same' | 'valid';
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
        tf.concat([...placesOf(input, windows).map((place) => tf.matMul(tf.transpose(place), flat)), tf.sum(flat, 0, true)], 0),
      ];
    },
  );
}

/** What every place of the kernel sees of all windows of all images, [windows, channels] each, row by row. */
function placesOf(images: tf.Tensor4D, { rows, columns }: Windows): readonly tf.Tensor[] {
  const [batch, , , channels] = images.shape;
  const padded = tf.pad(images, [
    [0, 0],
    [rows.before, rows.after],
    [columns.before, columns.after],
    [0, 0],
  ]);
  const end = (start: number, { count, stride }: Extent): number => start + (count - 1) * stride + 1;
  return Array.from({ length: rows.size * columns.size }, (_, place) => {
    const [row, column] = [Math.floor(place / columns.size), place % columns.size];
    const from = [0, row, column, 0];
    const to = [batch, end(row, rows), end(column, columns), channels];
    return tf.reshape(tf.stridedSlice(padded, from, to, [1, rows.stride, columns.stride, 1]), [-1, channels]);
  });
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

/** An operation with its own derivative: `backward` gives one gradient an input. */
function operation(
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
