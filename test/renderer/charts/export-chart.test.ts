/** Pictures for papers: the legend below, the lines of the subtitle, and the size that a PNG says it has. */
import { PNG } from 'pngjs';
import { crc32 as nodeCrc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { legendPlaces, wrapped } from '#renderer/charts/export-chart.ts';
import { crc32, withDensity } from '#renderer/charts/png-density.ts';

const textWidth = (text: string): number => text.length * 6;
const entry = (label: string) => ({ label, css: 'var(--series-1)', dash: 1 });

test('names of series stand side by side and go on in the next row', () => {
  const places = legendPlaces(['8', '64', 'full'].map(entry), 100, textWidth);
  expect(places.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [50, 0],
    [0, 18],
  ]);
});

test('a long subtitle is broken between words', () => {
  expect(wrapped('Mean of seeds, single runs', 60, textWidth)).toEqual(['Mean of', 'seeds,', 'single', 'runs']);
  expect(wrapped('Mean of seeds', 600, textWidth)).toEqual(['Mean of seeds']);
});

test('a picture says its dots an inch, stays readable, and is not told twice', () => {
  const image = new PNG({ width: 3, height: 2 });
  image.data.fill(120);
  const plain = new Uint8Array(PNG.sync.write(image));
  const dense = withDensity(plain, 300);
  expect(PNG.sync.read(Buffer.from(dense)).data).toEqual(PNG.sync.read(Buffer.from(plain)).data);
  const at = Buffer.from(dense).indexOf('pHYs');
  // 300 dots an inch are 11811 a metre.
  expect(Buffer.from(dense).readUInt32BE(at + 4)).toBe(11811);
  expect(withDensity(dense, 72)).toEqual(dense);
  expect(crc32(plain)).toBe(nodeCrc32(plain));
});
