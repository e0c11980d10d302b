/** A picture to the features of an image of any size: every new pixel is the mean of the area that it covers. */
import type { ImageShape } from '#core/data/table';
import type { Picture } from '#datasets/picture';

/** The area [from, to) of the old pixels, with the part of each that belongs to it. */
interface Cover {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Writes [channels, height, width] with values from 0 to 1 at `at`. Transparent pixels lie on white; grey is 0.299 red + 0.587 green
 * + 0.114 blue (ITU-R BT.601). The sides are scaled on their own, so that nothing is cut off.
 */
export function resample(picture: Picture, image: ImageShape, features: Float32Array, at: number): void {
  const rows = covers(picture.height, image.height);
  const columns = covers(picture.width, image.width);
  const pixels = image.height * image.width;
  const sums = [0, 0, 0];
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      addArea(picture, rows[y], columns[x], sums);
      const [red, green, blue] = sums;
      const to = at + y * image.width + x;
      if (image.channels === 1) features[to] = 0.299 * red + 0.587 * green + 0.114 * blue;
      else {
        features[to] = red;
        features[to + pixels] = green;
        features[to + 2 * pixels] = blue;
      }
    }
  }
}

function addArea({ rgba, width }: Picture, rows: Cover, columns: Cover, sums: number[]): void {
  sums.fill(0);
  for (const [down, rowWeight] of rows.weights.entries()) {
    const line = (rows.first + down) * width + columns.first;
    for (const [right, columnWeight] of columns.weights.entries()) {
      const from = 4 * (line + right);
      const opacity = rgba[from + 3] / 255;
      const weight = rowWeight * columnWeight;
      for (let colour = 0; colour < 3; colour++) sums[colour] += weight * ((rgba[from + colour] / 255) * opacity + (1 - opacity));
    }
  }
}

/** Weights of each cover add up to 1. */
function covers(from: number, to: number): readonly Cover[] {
  const step = from / to;
  return Array.from({ length: to }, (_, index) => {
    const [start, end] = [index * step, (index + 1) * step];
    const first = Math.min(from - 1, Math.floor(start));
    const last = Math.min(from, Math.max(first + 1, Math.ceil(end - 1e-9)));
    const parts = Array.from({ length: last - first }, (_, part) => Math.min(end, first + part + 1) - Math.max(start, first + part));
    const sum = parts.reduce((all, part) => all + part, 0);
    return { first, weights: parts.map((part) => part / sum) };
  });
}
