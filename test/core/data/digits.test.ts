/** Synthetic digits: legible classes in many hands, inside the frame, and always the same for a seed. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DIGIT_SHAPES } from '#core/data/digit-shapes';
import { DIGIT_SIDE, digits, type DigitsSource } from '#core/data/digits';
import { dataShape, sourceShape } from '#core/data/shape';
import type { Table } from '#core/data/table';

const PIXELS = DIGIT_SIDE ** 2;
const source: DigitsSource = { samples: 1003, distortion: 1, noise: 0.1, seed: 7 };
const table = digits(source);

function labelsOf({ target }: Table): Int32Array {
  if (target.kind !== 'class') throw new Error('digits have classes');
  return target.labels;
}
const image = ({ features }: Table, row: number): Float32Array => features.subarray(row * PIXELS, (row + 1) * PIXELS);

test('has the announced shape, names every pixel, and classes of equal size in a mixed order', () => {
  expect(dataShape(table)).toEqual(sourceShape({ kind: 'digits', ...source }));
  expect(table.featureNames.slice(0, 2)).toEqual(['pixel 1,1', 'pixel 1,2']);
  expect(table.featureNames.at(-1)).toBe('pixel 28,28');
  expect(table.target.kind === 'class' && table.target.classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  const sizes = new Array<number>(10).fill(0);
  for (const label of labelsOf(table)) sizes[label]++;
  expect(sizes.toSorted((first, second) => first - second)).toEqual([100, 100, 100, 100, 100, 100, 100, 101, 101, 101]);
  expect(labelsOf(table).slice(0, 10)).not.toEqual(labelsOf(table).slice(10, 20));
  expect(labelsOf(table)).not.toEqual(labelsOf(table).toSorted());
});

test('is the same for the same seed, today and later, and another for another', () => {
  const bytes = [new Uint8Array(table.features.buffer), new Uint8Array(labelsOf(table).buffer)];
  expect(createHash('sha256').update(Buffer.concat(bytes)).digest('hex')).toBe(
    'd9a2c7be95d813116ea2869f3455db7fabb1225719c1ab24979d6edf8d0262d9',
  );
  const other = digits({ ...source, seed: 8 });
  expect(other.features).not.toEqual(table.features);
  expect(labelsOf(other)).not.toEqual(labelsOf(table));
});

test('the first rows of more samples are those of fewer', () => {
  const fewer = digits({ ...source, samples: 123 });
  expect(fewer.features).toEqual(table.features.slice(0, 123 * PIXELS));
  expect(labelsOf(fewer)).toEqual(labelsOf(table).slice(0, 123));
});

describe('ink', () => {
  test.each([0, 1, 2])('of distortion %f is between 0 and 1, never on the edge, and enough to read', (distortion) => {
    const clean = digits({ ...source, samples: 400, distortion, noise: 0 });
    expect(clean.features.every((value) => value >= 0 && value <= 1)).toBe(true);
    for (let row = 0; row < clean.rows; row++) {
      const ink = image(clean, row);
      const onEdge = ink.filter(
        (_, at) => at < DIGIT_SIDE || at >= PIXELS - DIGIT_SIDE || at % DIGIT_SIDE === 0 || (at + 1) % DIGIT_SIDE === 0,
      );
      expect(onEdge.every((value) => value === 0)).toBe(true);
      expect(ink.some((value) => value > 0.4)).toBe(true);
      const inked = ink.filter((value) => value > 0.3).length;
      expect(inked).toBeGreaterThan(8);
      expect(inked).toBeLessThan(PIXELS / 2);
    }
  });

  test('gets the noise asked for, cut off at paper and ink, on the same drawings', () => {
    const clean = digits({ ...source, noise: 0 });
    expect(labelsOf(clean)).toEqual(labelsOf(table));
    expect(table.features.every((value) => value >= 0 && value <= 1)).toBe(true);
    const grey = [...clean.features.keys()].filter((at) => clean.features[at] > 0.45 && clean.features[at] < 0.55);
    expect(grey.length).toBeGreaterThan(1000);
    const squares = grey.reduce((sum, at) => sum + (table.features[at] - clean.features[at]) ** 2, 0);
    expect(Math.sqrt(squares / grey.length)).toBeCloseTo(0.1, 2);
  });
});

test('without distortion there are as many images as ways to write, with it no two are alike', () => {
  const distinct = (made: Table): number => new Set(Array.from({ length: made.rows }, (_, row) => image(made, row).join(' '))).size;
  expect(distinct(digits({ ...source, distortion: 0, noise: 0 }))).toBe(DIGIT_SHAPES.flat().length);
  expect(distinct(digits({ ...source, samples: 300, noise: 0 }))).toBe(300);
});

test('classes are distinct but not easy: the nearest mean image names 50 to 90 % of new digits', () => {
  const made = digits({ ...source, samples: 3000 });
  const labels = labelsOf(made);
  const means = Array.from({ length: 10 }, () => new Float64Array(PIXELS));
  for (let row = 0; row < 2000; row++) {
    for (const [at, value] of image(made, row).entries()) means[labels[row]][at] += value / 200;
  }
  let right = 0;
  for (let row = 2000; row < 3000; row++) {
    const pixels = image(made, row);
    const distances = means.map((average) => pixels.reduce((sum, value, at) => sum + (value - average[at]) ** 2, 0));
    if (distances.indexOf(Math.min(...distances)) === labels[row]) right++;
  }
  expect(right / 1000).toBeGreaterThan(0.5);
  expect(right / 1000).toBeLessThan(0.9);
});
