/** Spark lines, spread of mini-batches, dashes, words of axes, names of files. */
import { expect, test } from 'vitest';
import { amountOf, headingOf } from '#renderer/charts/axis-words.ts';
import { dashLengths } from '#renderer/charts/chart-theme.ts';
import { fileName } from '#renderer/charts/export-chart.ts';
import { expectedSpread } from '#renderer/charts/minibatch-option.ts';
import { sparkPath } from '#renderer/charts/spark-path.ts';

test('a spark line runs from corner to corner of its frame', () => {
  const band = { x: [0, 1, 2], mean: [0, 1, 4], low: [], high: [], n: [] };
  expect(sparkPath(band, { width: 100, height: 20, x: [0, 2], y: [0, 4] })).toBe('M0 20L50 15L100 0');
  expect(sparkPath({ ...band, x: [0], mean: [1] }, { width: 100, height: 20, x: [0, 2], y: [0, 4] })).toBe('');
});

test('the accuracy of a mini-batch scatters by sqrt(p (1 - p) / B)', () => {
  expect(expectedSpread(80, 4)).toBeCloseTo(20, 12);
  expect(expectedSpread(80, 16)).toBeCloseTo(10, 12);
  expect(expectedSpread(100, 1)).toBe(0);
});

test('dash tokens become lengths', () => {
  expect(dashLengths('7 3')).toEqual([7, 3]);
  expect(dashLengths('none')).toBeNull();
  expect(dashLengths('')).toBeNull();
});

test('amounts on an axis are words', () => {
  expect(amountOf('updates', 100_000)).toBe('100,000 updates');
  expect(amountOf('epochs', 1)).toBe('1 epoch');
  expect(headingOf('epochs', 12.5)).toBe('Epoch 12.5');
  expect(headingOf('seconds', 0.25)).toBe('0.25 s');
});

test('a title becomes the name of a file', () => {
  expect(fileName('Accuracy after 200 epochs')).toBe('accuracy-after-200-epochs');
  expect(fileName('R² / "best"')).toBe('r²-best');
  expect(fileName('///')).toBe('chart');
});
