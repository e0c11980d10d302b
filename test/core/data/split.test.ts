/** Splitting: exact sizes, disjoint parts, seeds, and classes spread by their share. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { split } from '#core/data/split';
import type { Table } from '#core/data/table';
import type { SplitSpec } from '#core/experiment/spec';
import { LabError } from '#core/failure';

function tableOf(labels: readonly number[]): Table {
  return {
    features: new Float32Array(labels.length),
    featureNames: ['x'],
    rows: labels.length,
    target: { kind: 'class', labels: Int32Array.from(labels), classNames: Array.from({ length: 10 }, (_, index) => `class ${index}`) },
  };
}
const rows = (count: number): Table => tableOf(new Array<number>(count).fill(0));
const spec = (train: number, validation: number, test: number, rest: Partial<SplitSpec> = {}): SplitSpec => ({
  train,
  validation,
  test,
  use: 'fractions',
  stratify: false,
  order: 'shuffled',
  ...rest,
});
const sizes = (table: Table, wanted: SplitSpec): number[] => {
  const parts = split(table, wanted, 1);
  return [parts.train.length, parts.validation.length, parts.test.length];
};

/** Tenths that sum to at most 1, summed the way people write them. */
const fractions = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })).chain(([first, second]) => {
  const [low, high] = [Math.min(first, second), Math.max(first, second)];
  return fc.integer({ min: 0, max: 20 - high }).map((test) => [low / 20, (high - low) / 20, test / 20] as const);
});
const labels = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 120 });
const order = fc.constantFrom('asGiven' as const, 'shuffled' as const);

describe('sizes', () => {
  test.each([
    [1000, spec(0.5, 0, 0.5), [500, 0, 500]],
    [1000, spec(0.7, 0.2, 0.1), [700, 200, 100]],
    [10, spec(0.1, 0.2, 0.7), [1, 2, 7]],
    [1000, spec(0.3333333333, 0.3333333333, 0.3333333333), [333, 333, 334]],
    [10, spec(0.33, 0.33, 0.33), [3, 3, 3]],
    [7, spec(0.5, 0.25, 0.25), [3, 2, 2]],
    [150, spec(1, 0, 0), [150, 0, 0]],
    [5, spec(0, 0, 0), [0, 0, 0]],
    [1_000_000, spec(0.6, 0.3, 0.1), [600_000, 300_000, 100_000]],
  ])('%i rows', (count, wanted, expected) => {
    expect(sizes(rows(count), wanted)).toEqual(expected);
  });

  test('a sum above 1 is refused in words', () => {
    const attempt = (): unknown => split(rows(10), spec(0.8, 0.2, 0.2), 1);
    expect(attempt).toThrow(LabError);
    expect(attempt).toThrow('data.split: The parts of the split add up to 1.2; together they may be 1 at most.');
  });
});

describe('rows', () => {
  test('as given keeps the order of the file', () => {
    expect(split(rows(6), spec(0.5, 1 / 6, 1 / 3, { order: 'asGiven' }), 9)).toEqual({
      train: Int32Array.of(0, 1, 2),
      validation: Int32Array.of(3),
      test: Int32Array.of(4, 5),
    });
  });

  test('shuffled depends on the seed and on nothing else', () => {
    const wanted = spec(0.5, 0.2, 0.3);
    expect(split(rows(200), wanted, 4)).toEqual(split(rows(200), wanted, 4));
    expect(split(rows(200), wanted, 4)).not.toEqual(split(rows(200), wanted, 5));
    expect(split(rows(200), wanted, 4).train).not.toEqual(Int32Array.from({ length: 100 }, (_, row) => row));
  });

  test('no row is in two parts, and parts that add up to 1 take every row', () => {
    fc.assert(
      fc.property(labels, fractions, fc.boolean(), order, fc.nat(), (classes, [train, validation, test], stratify, kind, seed) => {
        const parts = split(tableOf(classes), { use: 'fractions', train, validation, test, stratify, order: kind }, seed);
        const all = [...parts.train, ...parts.validation, ...parts.test];
        expect(new Set(all).size).toBe(all.length);
        expect(all.every((row) => row >= 0 && row < classes.length)).toBe(true);
        if (Math.abs(train + validation + test - 1) < 1e-12) expect(all.length).toBe(classes.length);
      }),
    );
  });
});

describe('stratify', () => {
  test('keeps the sizes and gives every class its share within one row', () => {
    fc.assert(
      fc.property(labels, fractions, order, fc.nat(), (classes, [train, validation, test], kind, seed) => {
        const table = tableOf(classes);
        const wanted = { use: 'fractions' as const, train, validation, test, order: kind };
        const parts = split(table, { ...wanted, stratify: true }, seed);
        const plain = split(table, { ...wanted, stratify: false }, seed);
        for (const [name, fraction] of [
          ['train', train],
          ['validation', validation],
          ['test', test],
        ] as const) {
          expect(parts[name].length).toBe(plain[name].length);
          for (let label = 0; label < 10; label++) {
            const ofClass = classes.filter((other) => other === label).length;
            const inPart = parts[name].reduce((count, row) => count + (classes[row] === label ? 1 : 0), 0);
            expect(Math.abs(inPart - ofClass * fraction)).toBeLessThanOrEqual(1 + 1e-6);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a sorted file cut as given has every class in every part', () => {
    const parts = split(tableOf([0, 0, 0, 0, 1, 1, 1, 1]), spec(0.5, 0.25, 0.25, { stratify: true, order: 'asGiven' }), 0);
    expect(parts).toEqual({ train: Int32Array.of(0, 1, 4, 5), validation: Int32Array.of(2, 6), test: Int32Array.of(3, 7) });
  });

  test('is refused for data without classes', () => {
    const table: Table = { ...rows(8), target: { kind: 'value', name: 'price', values: new Float32Array(8) } };
    expect(() => split(table, spec(0.5, 0, 0.5, { stratify: true }), 0)).toThrow(
      'data.split.stratify: Only data with classes can be split class by class. Switch "stratify" off.',
    );
  });
});

describe("the data's own division", () => {
  const table: Table = { ...tableOf([0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0]), givenSplit: { trainRows: 8 } };

  test('training and validation come from its first rows, test from the others', () => {
    expect(split(table, spec(0.75, 0.25, 1, { use: 'file', order: 'asGiven' }), 0)).toEqual({
      train: Int32Array.of(0, 1, 2, 3, 4, 5),
      validation: Int32Array.of(6, 7),
      test: Int32Array.of(8, 9, 10, 11),
    });
  });

  test('shuffled and stratified, no test row trains and every class keeps its share', () => {
    const { train, validation, test } = split(table, spec(0.5, 0.5, 0.5, { use: 'file', stratify: true }), 5);
    const classes = (part: Int32Array): number[] => [...part].map((row) => row % 2).sort();
    expect([...train, ...validation].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect([classes(train), classes(validation)]).toEqual([
      [0, 0, 1, 1],
      [0, 0, 1, 1],
    ]);
    expect([...test].filter((row) => row < 10)).toHaveLength(1);
    expect(test).toHaveLength(2);
  });

  test('is refused where the data has none, and where the training parts are more than all', () => {
    expect(() => split(rows(9), spec(1, 0, 1, { use: 'file' }), 0)).toThrow('The data has no training and test part of its own.');
    expect(() => split(table, spec(0.8, 0.4, 1, { use: 'file' }), 0)).toThrow('add up to 1.2');
  });
});
