/** Preparation: fewer training rows, wrong labels, scaling by the training rows alone; and rows to draw. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generate } from '#core/data/generate';
import { prepare } from '#core/data/prepare';
import { preview } from '#core/data/preview';
import { dataShape } from '#core/data/shape';
import type { PreparedData, Table } from '#core/data/table';

const halves = { train: 0.5, validation: 0, test: 0.5, stratify: false, use: 'fractions' as const, order: 'asGiven' as const };
const plain = { source: { kind: 'dataset' as const, name: 'any' }, trainingRows: 'all' as const, labelNoise: 0, scaling: 'none' as const };
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
    const prepared = prepare(table, { ...plain, split: halves, scaling: 'standardizePerFeature' }, 0);
    expect(prepared.table.features).toEqual(Float32Array.of(-1, 0, 1, 0, 3, 0, 7, 0));
    expect(prepared.table.target).toBe(table.target);
    expect(prepared.split.train).toEqual(Int32Array.of(0, 1));
    expect(table.features[0]).toBe(1);
  });

  test('leaves the table as it is without scaling', () => {
    const table = valueTable([1, 2, 3, 4], 1);
    expect(prepare(table, { ...plain, split: halves }, 0).table).toBe(table);
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
        const prepared = prepare(table, { ...plain, split, scaling: 'standardizePerFeature' }, seed);
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
    const prepared = prepare(table, { ...plain, split: halves, scaling: 'standardizePerFeature' }, 0);
    expect(prepared.table.features.every((value) => value === 0)).toBe(true);
  });

  const scaled = (scaling: 'standardizeGlobal' | 'minMaxPerFeature' | 'minMaxGlobal', table: Table): number[] => [
    ...prepare(table, { ...plain, split: halves, scaling }, 0).table.features,
  ];

  test('takes one mean and deviation for all features together', () => {
    // Training rows 0 4 and 2 6: mean 3, deviation sqrt 5.
    const expected = [0, 4, 2, 6, 3, 13].map((value) => Math.fround((value - 3) / Math.sqrt(5)));
    expect(scaled('standardizeGlobal', valueTable([0, 4, 2, 6, 3, 13, 3, 13], 2)).slice(0, 6)).toEqual(expected);
  });

  test('brings the training rows to 0 to 1, feature by feature; other rows may lie beyond, and what is always the same is 0', () => {
    const table = valueTable([2, 10, 5, 6, 30, 5, 4, 50, 5, 0, 20, 5], 3);
    expect(scaled('minMaxPerFeature', table)).toEqual([0, 0, 0, 1, 1, 0, 0.5, 2, 0, -0.5, 0.5, 0]);
  });

  test('brings the training rows to 0 to 1 by one range for all features', () => {
    expect(scaled('minMaxGlobal', valueTable([2, 10, 6, 4, 0, 18, 8, 2], 2))).toEqual([0, 1, 0.5, 0.25, -0.25, 2, 0.75, 0]);
    expect(scaled('minMaxGlobal', valueTable([3, 3, 3, 3], 1))).toEqual([0, 0, 0, 0]);
  });

  test('refuses a split that leaves nothing to train on', () => {
    const split = { ...halves, train: 0.1 };
    expect(() => prepare(valueTable([1, 2, 3, 4], 1), { ...plain, split, scaling: 'standardizePerFeature' }, 0)).toThrow(
      'data.split.train: No row of the 4 is left to train on. Give training a larger part.',
    );
  });
});

describe('fewer training rows', () => {
  const table = generate({ kind: 'blobs', samples: 400, classes: 4, features: 2, clusterStd: 1, seed: 3, stream: 'lab' });
  const split = { train: 0.5, validation: 0.25, test: 0.25, stratify: false, use: 'fractions' as const, order: 'shuffled' as const };
  const train = (trainingRows: number | 'all', seed: number, stratify = false): Int32Array =>
    prepare(table, { ...plain, split: { ...split, stratify }, trainingRows }, seed).split.train;

  test('are drawn from the training part in its order, and validation and test stay', () => {
    const all = prepare(table, { ...plain, split }, 1).split;
    const fewer = prepare(table, { ...plain, split, trainingRows: 70 }, 1).split;
    const kept = new Set(fewer.train);
    expect(kept.size).toBe(70);
    expect(all.train.filter((row) => kept.has(row))).toEqual(fewer.train);
    expect(fewer.train).not.toEqual(all.train.slice(0, 70));
    expect({ ...fewer, train: all.train }).toEqual(all);
    expect(train(200, 1)).toEqual(all.train);
  });

  test('of a smaller number are among those of a larger one, and others for another seed', () => {
    const more = new Set(train(120, 5));
    expect(train(30, 5).every((row) => more.has(row))).toBe(true);
    const asGiven = { ...split, order: 'asGiven' as const };
    const rows = [5, 6].map((seed) => prepare(table, { ...plain, split: asGiven, trainingRows: 30 }, seed).split.train);
    expect(rows[0]).not.toEqual(rows[1]);
  });

  test('keep the shares of the classes where the split does', () => {
    const { target } = table;
    const labels = target.kind === 'class' ? target.labels : new Int32Array();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(), (count, seed) => {
        const rows = train(count, seed, true);
        expect(new Set(rows).size).toBe(count);
        for (let label = 0; label < 4; label++) {
          const inClass = rows.filter((row) => labels[row] === label).length;
          expect(Math.abs(inClass - count / 4)).toBeLessThan(1);
        }
      }),
    );
  });

  test('are what features are scaled by', () => {
    const values = valueTable([1, 7, 3, 9, 5, 8, 9, 7], 1);
    const { table: scaled, split: parts } = prepare(
      values,
      { ...plain, split: halves, trainingRows: 2, scaling: 'standardizePerFeature' },
      4,
    );
    expect([...parts.train].map((row) => scaled.features[row]).sort((a, b) => a - b)).toEqual([-1, 1]);
  });

  test('may not be more than the training part', () => {
    expect(() => train(201, 1)).toThrow('data.trainingRows: 201 rows are asked for, but the split leaves 200 to train on.');
  });
});

describe('label noise', () => {
  const table = generate({ kind: 'blobs', samples: 2000, classes: 4, features: 2, clusterStd: 1, seed: 3, stream: 'lab' });
  const labelsOf = ({ target }: Table): Int32Array => (target.kind === 'class' ? target.labels : new Int32Array());
  const noisy = (labelNoise: number, seed: number): PreparedData => prepare(table, { ...plain, split: halves, labelNoise }, seed);
  const changed = (prepared: PreparedData): number[] =>
    [...labelsOf(prepared.table).entries()].filter(([row, label]) => label !== labelsOf(table)[row]).map(([row]) => row);

  test('changes exactly the part asked for, of training rows alone', () => {
    const rows = changed(noisy(0.3, 1));
    expect(rows).toHaveLength(300);
    expect(Math.max(...rows)).toBeLessThan(1000);
    expect(labelsOf(table)).toEqual(
      labelsOf(generate({ kind: 'blobs', samples: 2000, classes: 4, features: 2, clusterStd: 1, seed: 3, stream: 'lab' })),
    );
  });

  test('gives each of the other classes alike', () => {
    const prepared = noisy(1, 1);
    const shifts = [0, 0, 0, 0];
    for (let row = 0; row < 1000; row++) shifts[(labelsOf(prepared.table)[row] - labelsOf(table)[row] + 4) % 4]++;
    expect(shifts[0]).toBe(0);
    // Binomial(1000, 1/3): standard deviation 15.
    for (const count of shifts.slice(1)) expect(Math.abs(count - 1000 / 3)).toBeLessThan(60);
  });

  test('grows with the part, and depends on the seed', () => {
    const few = noisy(0.1, 1);
    const many = noisy(0.4, 1);
    for (const row of changed(few)) expect(labelsOf(many.table)[row]).toBe(labelsOf(few.table)[row]);
    expect(changed(noisy(0.1, 2))).not.toEqual(changed(few));
    expect(noisy(0, 1).table).toBe(table);
  });

  test('strikes only the rows that are trained on', () => {
    const prepared = prepare(table, { ...plain, split: halves, trainingRows: 50, labelNoise: 1 }, 1);
    expect(changed(prepared)).toEqual([...prepared.split.train].sort((a, b) => a - b));
  });

  test('is refused for numbers and for a single class', () => {
    expect(() => prepare(valueTable([1, 2, 3, 4], 1), { ...plain, split: halves, labelNoise: 0.1 }, 0)).toThrow(
      'data.labelNoise: Wrong labels need a target of two classes or more. Set it to 0.',
    );
    const single: Table = { ...valueTable([1, 2, 3, 4], 1), target: { kind: 'class', labels: new Int32Array(4), classNames: ['A'] } };
    expect(() => prepare(single, { ...plain, split: halves, labelNoise: 0.1 }, 0)).toThrow('two classes or more');
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
