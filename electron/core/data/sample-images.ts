/** A few images of a table as bytes to paint. */
import { spreadRows } from '#core/data/spread-rows';
import type { ImageShape, Table } from '#core/data/table';

export interface SampleImages {
  readonly shape: ImageShape;
  /** The row of the table of each image. */
  readonly rows: Int32Array;
  /** [images, channels, height, width], 0 to 255. */
  readonly pixels: Uint8Array;
  /** Class index of each image; null for values to predict. */
  readonly label: Int32Array | null;
}

const MOST_IMAGES = 40;
const MOST_PIXELS = 2_000_000;

/** null where the features are not pixels. */
export function sampleImages({ features, featureNames, rows, target, image }: Table): SampleImages | null {
  if (image === undefined) return null;
  const width = featureNames.length;
  const chosen = spreadRows(rows, Math.max(1, Math.min(MOST_IMAGES, Math.floor(MOST_PIXELS / width))));
  const values = new Float32Array(chosen.length * width);
  chosen.forEach((row, index) => {
    values.set(features.subarray(row * width, (row + 1) * width), index * width);
  });
  return {
    shape: image,
    rows: chosen,
    pixels: painted(values),
    label: target.kind === 'class' ? chosen.map((row) => target.labels[row]) : null,
  };
}

/** Bytes to paint: values from 0 to 1 or 0 to 255 keep their shade, others go from darkest to brightest. */
export function painted(values: Float32Array): Uint8Array {
  const [low, high] = shades(values);
  return Uint8Array.from(values, (value) => Math.round(((value - low) / (high - low)) * 255));
}

/** The values that become black and white. */
function shades(values: Float32Array): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low >= 0 && high <= 1) return [0, 1];
  if (low >= 0 && high <= 255) return [0, 255];
  return [low, high];
}
