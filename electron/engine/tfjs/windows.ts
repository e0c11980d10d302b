/** Windows on images [B, H, W, C]: what lies at one of their places, and the way back. By gathering, which every backend does natively. */
import * as tf from '@tensorflow/tfjs-core';
import type { Extent } from '#core/experiment/layer-shapes';

/** Windows in both directions of an image. */
export interface Windows {
  readonly rows: Extent;
  readonly columns: Extent;
  readonly padding: 'same' | 'valid';
}

/** A place inside a window: row and column. */
export type Place = readonly [row: number, column: number];

/** All places of a window, row by row. */
export function placesOf({ rows, columns }: Windows): readonly Place[] {
  return Array.from({ length: rows.size * columns.size }, (_, place) => [Math.floor(place / columns.size), place % columns.size]);
}

/** What lies at a place of every window, [B, H', W', C]. `images` hold the zeros around. */
export function taken(images: tf.Tensor, { rows, columns }: Windows, [row, column]: Place): tf.Tensor {
  return tf.gather(tf.gather(images, positions(rows, row), 1), positions(columns, column), 2);
}

/** Images of a size with the given values, [B, H', W', C], at a place of every window and zeros elsewhere. */
export function putBack(values: tf.Tensor, { rows, columns }: Windows, [row, column]: Place, height: number, width: number): tf.Tensor {
  const bordered = tf.pad(values, [
    [0, 0],
    [0, 1],
    [0, 1],
    [0, 0],
  ]);
  return tf.gather(tf.gather(bordered, owners(rows, row, height), 1), owners(columns, column, width), 2);
}

function positions({ stride, count }: Extent, place: number): tf.Tensor1D {
  return integers(Array.from({ length: count }, (_, window) => place + window * stride));
}

/** For every line of an image the window that has it at this place; the one after the last, which holds zeros, where none has. */
function owners({ stride, count }: Extent, place: number, length: number): tf.Tensor1D {
  return integers(
    Array.from({ length }, (_, line) => {
      const window = (line - place) / stride;
      return Number.isInteger(window) && window >= 0 && window < count ? window : count;
    }),
  );
}

function integers(values: number[]): tf.Tensor1D {
  return tf.tensor1d(values, 'int32');
}
