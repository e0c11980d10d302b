/** Synthetic digits: grey images of 28 x 28 pixels, drawn stroke by stroke in ever new handwriting. Nobody's handwriting is copied. */
import { DIGIT_SHAPES, type DigitShape } from '#core/data/digit-shapes';
import { hand } from '#core/data/handwriting';
import { drawPath } from '#core/data/raster';
import { pixelNames } from '#core/data/pixel-names';
import type { ImageShape, Table } from '#core/data/table';
import { permutation, randomStream, type RandomStream } from '#core/random';

export interface DigitsSource {
  readonly samples: number;
  /** 0: printed alike; 1: as people write; more: scrawled. */
  readonly distortion: number;
  /** Standard deviation of the noise of every pixel, before it is cut off at 0 and 1. */
  readonly noise: number;
  readonly seed: number;
}

export const DIGIT_SIDE = 28;
export const DIGIT_PIXELS = DIGIT_SIDE * DIGIT_SIDE;
export const DIGIT_IMAGE: ImageShape = { channels: 1, height: DIGIT_SIDE, width: DIGIT_SIDE };
/** Pixels that stay free of ink along every edge. */
const MARGIN = 1;

/** Rows are images, line by line from the top left; ink is 1, paper 0. The first rows of more samples are those of fewer. */
export function digits({ samples, distortion, noise, seed }: DigitsSource): Table {
  const writing = randomStream(seed, 'data', 0);
  const writer = hand(writing);
  // The pens of scrawlers are as good as others'.
  const faintness = Math.min(1, distortion);
  const features = new Float32Array(samples * DIGIT_PIXELS);
  const labels = mixedLabels(samples, randomStream(seed, 'data', 1));
  for (let row = 0; row < samples; row++) {
    const shape = chosen(DIGIT_SHAPES[labels[row]], writing);
    const softness = 0.9 + 0.7 * faintness * writing.uniform();
    const ink = 1 - 0.25 * faintness * writing.uniform() ** 2;
    const path = writer.write(shape, distortion, DIGIT_SIDE, MARGIN + softness / 2);
    const offset = row * DIGIT_PIXELS;
    drawPath(path, softness, features, offset, DIGIT_SIDE);
    for (let at = offset; at < offset + DIGIT_PIXELS; at++) features[at] *= ink;
  }
  if (noise > 0) addNoise(features, noise, randomStream(seed, 'data', 2));
  return {
    features,
    featureNames: pixelNames(DIGIT_IMAGE),
    rows: samples,
    target: { kind: 'class', labels, classNames: DIGIT_SHAPES.map((_, digit) => String(digit)) },
    image: DIGIT_IMAGE,
  };
}

/** Every ten rows hold every digit once, in an order of their own. */
function mixedLabels(rows: number, stream: RandomStream): Int32Array {
  const labels = new Int32Array(rows);
  for (let from = 0; from < rows; from += 10) labels.set(permutation(10, stream).subarray(0, rows - from), from);
  return labels;
}

/** One of the ways to write a digit, by their weights. */
function chosen(shapes: readonly DigitShape[], stream: RandomStream): DigitShape {
  let left = stream.uniform() * shapes.reduce((sum, { weight }) => sum + weight, 0);
  for (const shape of shapes) {
    left -= shape.weight;
    if (left < 0) return shape;
  }
  return shapes[shapes.length - 1];
}

/** The sum of the four bytes of a draw is close to normal and needs one draw a pixel. */
function addNoise(pixels: Float32Array, noise: number, stream: RandomStream): void {
  const scale = noise / Math.sqrt((4 * (256 ** 2 - 1)) / 12);
  for (let at = 0; at < pixels.length; at++) {
    const bits = stream.bits();
    const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    pixels[at] = Math.min(1, Math.max(0, pixels[at] + scale * (sum - 510)));
  }
}
