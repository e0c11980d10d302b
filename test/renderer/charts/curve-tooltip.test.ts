/** The tooltip's text. */
import { expect, test } from 'vitest';
import { curveTooltip, tooltipRows } from '#renderer/charts/curve-tooltip.ts';
import { plainTheme } from '#test/renderer/charts/plain-theme';

const series = [
  { label: '1', css: 'hot', band: { x: [0, 2], mean: [10, 20], low: [8, 18], high: [12, 22], n: [2, 2] } },
  { label: 'a{b|c}', css: 'cold', band: { x: [0, 1, 2], mean: [50, 60, 70], low: [NaN, NaN, NaN], high: [NaN, NaN, NaN], n: [1, 1, 1] } },
  { label: 'short', css: 'ink', band: { x: [0], mean: [90], low: [NaN], high: [NaN], n: [1] } },
];

test('lists every series that reaches x, highest first, between evaluations too', () => {
  expect(tooltipRows(series, 1)).toEqual([
    { series: 1, mean: 60, low: NaN, high: NaN },
    { series: 0, mean: 15, low: 13, high: 17 },
  ]);
});

test('writes one line a series; names cannot act as markup', () => {
  const words = { heading: (x: number) => `Epoch ${x}`, value: (value: number) => value.toFixed(1), columns: 'mean, 95 % CI' };
  const { formatter } = curveTooltip(series, words, (position) => position, plainTheme);
  expect(formatter([{ axisValue: 1 }]).split('\n')).toEqual([
    '{heading|Epoch 1}{columns|mean, 95 % CI}',
    '{key1|}{name|a(b/c)}{mean|60.0}{interval|}',
    '{key0|}{name|1}{mean|15.0}{interval|13.0 to 17.0}',
  ]);
  expect(formatter(undefined)).toBe('');
});
