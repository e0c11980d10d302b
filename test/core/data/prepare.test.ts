/** Preparation: standardizing by the training rows alone, shapes, and rows to draw. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generate } from '#core/data/generate';
import { prepare } from '#core/data/prepare';
import { preview } from '#core/data/preview';
import { dataShape } from '#core/data/shape';
import type { Table } from '#core/data/table';

const halves = { train: 0.5, validation: 0, test: 0.5, stratify: false, order: 'asGiven' as const };
const source = { kind: 'dataset' as const, name: 'any' };
function valueTable(features: readonly number[], width: number): Table {
  const rows = features.length / width;
  return {
    features: Float32Array.from(features),
    featureNames: Array.from({ length: width }, (_, index) => `f${index}`),
    rows,
    target: { kind: 'value', name: 'y', values: Float32Array.from({ length: rows }, (_, row) => 100 + row) },
  };
}

describe('prepare', () => {
  test('fits mean and deviation on the training rows and leaves targets alone', () => {
    const table = valueTable([1, 7, 3, 7, 5, 8, 9, 7], 2);
    const prepared = prepare(table, { source, split: halves, standardize: true }, 0);
    expect(prepared.table.features).toEqual(Float32Array.of(-1, 0, 1, 0, 3, 0, 7, 0));
    expect(prepared.table.target).toBe(table.target);
    expect(prepared.split.train).toEqual(Int32Array.of(0, 1));
    expect(table.features[0]).toBe(1);
  });

  test('leaves the table as it is without standardizing', () => {
    const table = valueTable([1, 2, 3, 4], 1);
    expect(prepare(table, { source, split: halves, standardize: false }, 0).table).toBe(table);
  });

  test('gives training columns of mean 0 and deviation 1, also far from 0', () => {
    const column = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(column, fc.constantFrom(0, 1_000_000), fc.nat(), (integers, offset, seed) => {
        const table = valueTable(
          integers.map((value) => value + offset),
          1,
        );
        const split = { ...halves, order: 'shuffled' as const };
        const prepared = prepare(table, { source, split, standardize: true }, seed);
        const raw = [...prepared.split.train].map((row) => table.features[row]);
        const values = [...prepared.split.train].map((row) => prepared.table.features[row]);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        expect(mean).toBeCloseTo(0, 5);
        expect(variance).toBeCloseTo(new Set(raw).size === 1 ? 0 : 1, 5);
      }),
    );
  });

  test('a constant column becomes exactly 0 though its sum is not exact', () => {
    const table = valueTable(new Array<number>(21).fill(0.1), 1);
    const prepared = prepare(table, { source, split: halves, standardize: true }, 0);
    expect(prepared.table.features.every((value) => value === 0)).toBe(true);
  });

  test('refuses a split that leaves nothing to train on', () => {
    const split = { ...halves, train: 0.1 };
    expect(() => prepare(valueTable([1, 2, 3, 4], 1), { source, split, standardize: true }, 0)).toThrow(
      'data.split.train: No row of the 4 is left to train on. Give training a larger part.',
    );
  });
});

describe('preview', () => {
  test('shows all rows of a small table', () => {
    const table = generate({ kind: 'blobs', samples: 6, classes: 2, features: 3, clusterStd: 1, seed: 1, stream: 'lab' });
    const shown = preview(table);
    expect(shown).toEqual({
      shape: { rows: 6, features: 3, target: { kind: 'class', classes: 2 } },
      featureNames: ['feature 1', 'feature 2', 'feature 3'],
      classNames: ['A', 'B'],
      x: table.features.filter((_, index) => index % 3 === 0),
      y: table.features.filter((_, index) => index % 3 === 1),
      label: table.target.kind === 'class' ? table.target.labels : null,
    });
  });

  test('spreads the rows it shows over a large table', () => {
    const table = valueTable(
      Array.from({ length: 20 }, (_, index) => index),
      2,
    );
    expect(preview(table, 5)).toMatchObject({ x: Float32Array.of(0, 4, 8, 12, 16), y: Float32Array.of(1, 5, 9, 13, 17), label: null });
  });

  test('draws the value over a single feature', () => {
    expect(preview(valueTable([5, 6], 1))).toMatchObject({ x: Float32Array.of(5, 6), y: Float32Array.of(100, 101), classNames: null });
  });

  test('shows nothing of an empty table', () => {
    expect(preview(valueTable([], 1))).toMatchObject({ x: new Float32Array(0), shape: dataShape(valueTable([], 1)) });
  });
});
