/** The ground of a decision map: the colour of the class answered, stronger where the network is surer. */
import { expect, test } from 'vitest';
import { decisionMapHover, mapPixels } from '#renderer/charts/decision-map-option.ts';

const input = {
  xTitle: 'x',
  yTitle: 'y',
  x: [0, 1],
  y: [0, 1],
  answer: [0, 1, 1, 1],
  value: [1, 0.5, 0.5, 1],
  points: { x: [], y: [], label: [], isRight: [] },
  classNames: ['A', 'B'],
  look: () => ({ css: '', shape: () => '' }),
};
const COLOURS = [
  [10, 20, 30],
  [40, 50, 60],
] as const;

test('the first row of the map is the lowest of the picture', () => {
  const pixels = [...mapPixels(input, COLOURS, 0.2)];
  const pixel = (index: number): number[] => pixels.slice(index * 4, index * 4 + 3);
  expect([0, 1, 2, 3].map(pixel)).toEqual([
    [40, 50, 60],
    [40, 50, 60],
    [10, 20, 30],
    [40, 50, 60],
  ]);
});

test('a sure answer is stronger than one that is a guess', () => {
  const pixels = mapPixels(input, COLOURS, 0.2);
  expect(pixels[2 * 4 + 3]).toBeGreaterThan(pixels[3 * 4 + 3]);
  expect(pixels[3 * 4 + 3]).toBeGreaterThan(0);
});

test('of values to predict the largest is the strongest', () => {
  const pixels = mapPixels({ ...input, classNames: [], answer: [0, 0, 0, 0], value: [-3, 0, 2, 5] }, [[1, 2, 3]], 0.2);
  expect([pixels[11], pixels[15], pixels[3], pixels[7]]).toEqual([...[pixels[11], pixels[15], pixels[3], pixels[7]]].sort((a, b) => a - b));
});

test('the pointer is told the place, the answer there and how sure it is; outside the map nothing', () => {
  const hover = decisionMapHover({ ...input, cssOf: (index) => `colour ${String(index)}` });
  const at = (place: readonly [number, number] | null): unknown => hover({ position: null, dataIndex: null, place });
  expect(at([0.9, 0.2])).toEqual({
    heading: 'x 0.9, y 0.2',
    columns: '',
    rows: [{ key: { css: 'colour 1', dash: 1 }, label: 'answer', value: 'B', interval: '50\u00a0% sure' }],
  });
  expect(at([-0.2, 0])).toMatchObject({ rows: [{ value: 'A' }] });
  expect([at(null), at([1.6, 0]), at([0, -0.6])]).toEqual([null, null, null]);
  expect(decisionMapHover({ ...input, classNames: [], cssOf: () => '' })({ position: null, dataIndex: null, place: [0, 1] })).toMatchObject(
    {
      rows: [{ key: null, value: '0.5' }],
    },
  );
});
