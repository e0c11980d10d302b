/** Missing values: filled in by what the training rows know, before features are scaled, and counted in the summary. */
import { expect, test } from 'vitest';
import { withMissingFilled } from '#core/data/missing';
import { prepare } from '#core/data/prepare';
import { summarize } from '#core/data/summary';
import type { Table } from '#core/data/table';
import { tableBytes, tableFrom } from '#datasets/table-bytes';

/** Rows of two features; the first three are trained on. */
const table: Table = {
  features: Float32Array.of(1, 10, NaN, 20, 5, NaN, 100, NaN, NaN, 400, 9, 5),
  featureNames: ['a', 'b'],
  rows: 6,
  target: { kind: 'value', name: 'y', values: Float32Array.of(1, 2, 3, 4, 5, 6) },
};
const data = {
  source: { kind: 'dataset', name: 'any' } as const,
  split: { train: 0.5, validation: 0, test: 0.5, stratify: false, use: 'fractions', order: 'asGiven' } as const,
  trainingRows: 'all' as const,
  labelNoise: 0,
};

test('become the mean of the training rows, also in the rows that are held out', () => {
  const { features } = prepare(table, { ...data, scaling: 'none' }, 0).table;
  expect([...features]).toEqual([1, 10, 3, 20, 5, 15, 100, 15, 3, 400, 9, 5]);
  expect(table.features[2]).toBeNaN();
});

test('are filled in from the rows that are left to train on', () => {
  const { table: filled, split } = prepare(table, { ...data, trainingRows: 2, scaling: 'none' }, 1);
  const known = [...split.train].map((row) => table.features[row * 2]).filter((value) => !Number.isNaN(value));
  expect(filled.features[8]).toBe(known.reduce((sum, value) => sum + value, 0) / known.length);
});

test('are filled in before features are scaled, so that they lie in the middle', () => {
  const { features } = prepare(table, { ...data, scaling: 'standardizePerFeature' }, 0).table;
  expect([features[2], features[8], features[5], features[7]]).toEqual([0, 0, 0, 0]);
  expect(features.every(Number.isFinite)).toBe(true);
});

test('of a feature that no training row knows make it 0 throughout', () => {
  const unknown = { ...table, features: Float32Array.of(NaN, 1, NaN, 2, NaN, 3, 4, 4, 5, 5, 6, 6) };
  const { features } = prepare(unknown, { ...data, scaling: 'none' }, 0).table;
  expect([...features]).toEqual([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]);
});

test('that are none leave the table as it is', () => {
  const whole = { ...table, features: new Float32Array(12) };
  expect(withMissingFilled(whole, Int32Array.of(0))).toBe(whole);
});

test('are counted, and count in no other number of the summary', () => {
  const summary = summarize(table, { policy: 'mean', rows: 4 });
  expect(summary.missing).toEqual({ policy: 'mean', rows: 4 });
  const [a, b] = summary.features;
  expect([a.missing, a.mean, a.min, a.max, a.histogram?.reduce((sum, count) => sum + count)]).toEqual([2, 28.75, 1, 100, 4]);
  expect([b.missing, b.mean]).toEqual([2, 108.75]);
  const empty = summarize({ ...table, features: new Float32Array(12).fill(NaN) });
  expect(empty.features[0]).toEqual({ name: 'a', mean: 0, sd: 0, min: 0, max: 0, histogram: [0], missing: 6 });
  expect(empty.missing).toBeUndefined();
});

test('stay missing in the file of the table, whose bytes are always the same', () => {
  const [one, other] = [table, { ...table, features: table.features.map((value) => (Number.isNaN(value) ? 0 / 0 : value)) }].map((given) =>
    Buffer.concat(tableBytes(given)),
  );
  expect(one.equals(other)).toBe(true);
  expect(tableFrom(one)).toEqual(table);
});
