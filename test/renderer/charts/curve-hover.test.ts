/** What a chart of curves says at x. */
import { expect, test } from 'vitest';
import { curveHover } from '#renderer/charts/curve-hover.ts';

const series = [
  { label: '1', css: 'hot', dash: 1, band: { x: [0, 2], mean: [10, 20], low: [8, 18], high: [12, 22], n: [2, 2] } },
  {
    label: '32',
    css: 'cold',
    dash: 2,
    band: { x: [0, 1, 2], mean: [50, 60, 70], low: [NaN, NaN, NaN], high: [NaN, NaN, NaN], n: [1, 1, 1] },
  },
  { label: 'short', css: 'ink', dash: 1, band: { x: [0], mean: [90], low: [NaN], high: [NaN], n: [1] } },
];
const words = { heading: (x: number) => `Epoch ${x}`, value: (value: number) => value.toFixed(1), columns: 'mean, 95 % CI' };

test('lists every series that reaches x, highest first, between evaluations too', () => {
  expect(curveHover(series, words, (position) => position)({ position: 1, dataIndex: null })).toEqual({
    heading: 'Epoch 1',
    columns: 'mean, 95 % CI',
    rows: [
      { key: { css: 'cold', dash: 2 }, label: '32', value: '60.0', interval: '' },
      { key: { css: 'hot', dash: 1 }, label: '1', value: '15.0', interval: '13.0 to 17.0' },
    ],
  });
});

test('reads a log axis in its values', () => {
  const hover = curveHover(series, words, (position) => 10 ** position);
  expect(hover({ position: 0, dataIndex: null })?.heading).toBe('Epoch 1');
});

test('says nothing off the plot and where no curve is', () => {
  const hover = curveHover(series, words, (position) => position);
  expect(hover({ position: null, dataIndex: 0 })).toBeNull();
  expect(hover({ position: 9, dataIndex: null })).toBeNull();
});
