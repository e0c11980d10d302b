/** The numbers that are kept with a table, and its sample images. */
import { expect, it } from 'vitest';
import { sampleImages } from '#core/data/sample-images';
import { summarize } from '#core/data/summary';
import type { Table } from '#core/data/table';

const classes = (features: number[], names: string[], labels: number[]): Table => ({
  features: Float32Array.from(features),
  featureNames: names,
  rows: labels.length,
  target: { kind: 'class', labels: Int32Array.from(labels), classNames: ['x', 'y', 'never'] },
});

it('counts classes and tells mean, spread and range of each feature', () => {
  expect(summarize(classes([1, 5, 2, 5, 3, 5, 6, 5], ['a', 'same'], [0, 1, 0, 0]))).toEqual({
    classCounts: [3, 1, 0],
    target: null,
    features: [
      {
        name: 'a',
        mean: 3,
        sd: Math.sqrt(3.5),
        min: 1,
        max: 6,
        histogram: [1, 0, 0, 0, 1, 0, 0, 0, 0, 1, ...Array<number>(13).fill(0), 1],
      },
      { name: 'same', mean: 5, sd: 0, min: 5, max: 5, histogram: [4] },
    ],
  });
});

it('tells the range of a value to predict, and keeps its digits beside a large offset', () => {
  const values = Float32Array.of(1e6, 1e6 + 1, 1e6 + 2, 1e6 + 1);
  const table: Table = { features: values, featureNames: ['a'], rows: 4, target: { kind: 'value', name: 'price', values } };
  expect(summarize(table).target).toMatchObject({ name: 'price', mean: 1e6 + 1, sd: Math.SQRT1_2, min: 1e6, max: 1e6 + 2 });
  expect(summarize(table).classCounts).toBeNull();
});

it('looks at the first 50 features of a wide table, and draws 12 of them', () => {
  const names = Array.from({ length: 200 }, (_, column) => `f${column}`);
  const { features } = summarize(
    classes(
      Array.from({ length: 800 }, (_, at) => at),
      names,
      [0, 1, 0, 1],
    ),
  );
  expect(features.map((one) => one.name)).toEqual(names.slice(0, 50));
  expect(features.filter((one) => one.histogram !== null)).toHaveLength(12);
});

it('paints a few images from the whole table, and none where features are no pixels', () => {
  const table = classes(
    Array.from({ length: 400 }, (_, at) => (at % 4) / 3),
    ['a', 'b', 'c', 'd'],
    Array.from({ length: 100 }, (_, row) => row % 2),
  );
  expect(sampleImages(table)).toBeNull();
  const images = sampleImages({ ...table, image: { channels: 1, height: 2, width: 2 } });
  expect(images?.rows).toHaveLength(40);
  expect(images?.rows[39]).toBe(97);
  expect(Array.from(images?.pixels.subarray(0, 4) ?? [])).toEqual([0, 85, 170, 255]);
  expect(images?.label?.[1]).toBe(0);
});

it.each([
  [
    [0, 51, 102, 255],
    [0, 51, 102, 255],
  ],
  [
    [-1, 0, 1, 0],
    [0, 128, 255, 128],
  ],
  [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ],
])('gives the values %j the shades %j', (values, shades) => {
  const table = { ...classes(values, ['a', 'b', 'c', 'd'], [0]), image: { channels: 1, height: 2, width: 2 } };
  expect(Array.from(sampleImages(table)?.pixels ?? [])).toEqual(shades);
});
