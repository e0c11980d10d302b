/** Made data: the geometry of each set, seeds, class sizes, and scikit-learn's own blobs. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { generate, type GeneratedSource } from '#core/data/generate';
import { sourceShape, dataShape } from '#core/data/shape';
import type { Table } from '#core/data/table';

function labelsOf({ target }: Table): Int32Array {
  if (target.kind !== 'class') throw new Error('made data has classes');
  return target.labels;
}
const point = (table: Table, row: number): [number, number] => [table.features[2 * row], table.features[2 * row + 1]];
const counts = (labels: Int32Array, classes: number): number[] =>
  Array.from({ length: classes }, (_, label) => labels.filter((other) => other === label).length);
function points(table: Table, label: number): [number, number][] {
  return [...labelsOf(table).entries()].filter(([, other]) => other === label).map(([row]) => point(table, row));
}

const sources: readonly GeneratedSource[] = [
  { kind: 'blobs', samples: 103, classes: 4, features: 5, clusterStd: 1, seed: 7, stream: 'lab' },
  { kind: 'blobs', samples: 103, classes: 4, features: 5, clusterStd: 1, seed: 7, stream: 'scikitLearn' },
  { kind: 'moons', samples: 101, noise: 0.1, seed: 7 },
  { kind: 'circles', samples: 101, noise: 0.1, seed: 7, factor: 0.5 },
  { kind: 'spirals', samples: 101, noise: 0.1, seed: 7, classes: 3, turns: 1.5 },
];

describe.each(sources.map((source) => [`${source.kind}${'stream' in source ? ` (${source.stream})` : ''}`, source] as const))(
  '%s',
  (_, source) => {
    const table = generate(source);

    test('has the announced shape and finite values', () => {
      expect(dataShape(table)).toEqual(sourceShape(source));
      expect(table.features).toHaveLength(table.rows * table.featureNames.length);
      expect(table.features.every(Number.isFinite)).toBe(true);
      expect(table.featureNames.slice(0, 2)).toEqual(['feature 1', 'feature 2']);
    });

    test('has classes of equal size, the first ones one larger, in a mixed order', () => {
      const { target } = sourceShape(source);
      const classes = target.kind === 'class' ? target.classes : 0;
      const extra = source.samples % classes;
      const expected = Array.from({ length: classes }, (__, label) => Math.floor(source.samples / classes) + (label < extra ? 1 : 0));
      expect(counts(labelsOf(table), classes)).toEqual(expected);
      expect(table.target.kind === 'class' && table.target.classNames).toEqual(['A', 'B', 'C', 'D'].slice(0, classes));
      expect(labelsOf(table)).not.toEqual(labelsOf(table).toSorted());
    });

    test('is the same for the same seed and another for another', () => {
      expect(generate(source)).toEqual(table);
      expect(generate({ ...source, seed: 8 }).features).not.toEqual(table.features);
    });
  },
);

describe('without noise', () => {
  test('moons lie on two half circles', () => {
    const table = generate({ kind: 'moons', samples: 50, noise: 0, seed: 1 });
    for (const [x, y] of points(table, 0)) {
      expect(Math.hypot(x, y)).toBeCloseTo(1, 6);
      expect(y).toBeGreaterThanOrEqual(0);
    }
    for (const [x, y] of points(table, 1)) {
      expect(Math.hypot(x - 1, y - 0.5)).toBeCloseTo(1, 6);
      expect(y).toBeLessThanOrEqual(0.5 + 1e-6);
    }
    expect(
      points(table, 0)
        .map(([x]) => x)
        .sort((a, b) => a - b)
        .at(-1),
    ).toBe(1);
  });

  test('circles have radius 1 and the factor', () => {
    const table = generate({ kind: 'circles', samples: 40, noise: 0, seed: 1, factor: 0.3 });
    for (const [x, y] of points(table, 0)) expect(Math.hypot(x, y)).toBeCloseTo(1, 6);
    for (const [x, y] of points(table, 1)) expect(Math.hypot(x, y)).toBeCloseTo(0.3, 6);
    expect(new Set(points(table, 0).map(String)).size).toBe(20);
  });

  test('spiral arms go out to radius 1, evenly rotated, with the angle growing with the radius', () => {
    const table = generate({ kind: 'spirals', samples: 60, noise: 0, seed: 1, classes: 3, turns: 2 });
    for (let arm = 0; arm < 3; arm++) {
      const radii = points(table, arm).map(([x, y]) => Math.hypot(x, y));
      expect(radii.toSorted((a, b) => a - b).map((radius) => radius.toFixed(5))).toEqual(
        Array.from({ length: 20 }, (_, index) => ((index + 1) / 20).toFixed(5)),
      );
      for (const [x, y] of points(table, arm)) {
        const angle = 2 * Math.PI * (2 * Math.hypot(x, y) + arm / 3);
        expect(Math.cos(angle - Math.atan2(y, x))).toBeCloseTo(1, 5);
      }
    }
  });

  test('blobs are their centres, inside the box', () => {
    const table = generate({ kind: 'blobs', samples: 30, classes: 30, features: 2, clusterStd: 0, seed: 3, stream: 'lab' });
    expect(new Set(Array.from({ length: 30 }, (_, row) => String(point(table, row)))).size).toBe(30);
    expect(table.features.every((value) => value >= -10 && value < 10)).toBe(true);
    expect(table.target.kind === 'class' && table.target.classNames.slice(24, 28)).toEqual(['Y', 'Z', 'AA', 'AB']);
  });
});

test('the noise of a circle and of a blob has the standard deviation asked for', () => {
  const table = generate({ kind: 'blobs', samples: 20_000, classes: 2, features: 2, clusterStd: 3, seed: 5, stream: 'lab' });
  for (const label of [0, 1]) {
    const values = points(table, label).map(([x]) => x);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(Math.sqrt(variance) - 3)).toBeLessThan(0.1);
  }
});

describe('blobs of scikit-learn', () => {
  test('make_blobs(1000, centers=3, cluster_std=2, random_state=2)', () => {
    const table = generate({ kind: 'blobs', samples: 1000, classes: 3, features: 2, clusterStd: 2, seed: 2, stream: 'scikitLearn' });
    expect(table.features.slice(0, 2)).toEqual(Float32Array.of(0.4871981143951416, -0.4316054880619049));
    expect(point(table, 999)).toEqual([-2.329885244369507, -10.661092758178711]);
    expect(labelsOf(table).slice(0, 8)).toEqual(Int32Array.of(2, 2, 2, 0, 1, 0, 1, 1));
    expect(counts(labelsOf(table).slice(0, 500), 3)).toEqual([171, 162, 167]);
  });

  // SHA-256 of X.astype('<f4').tobytes() + y.astype('<i4').tobytes(), from scikit-learn 1.2.1 with NumPy 1.24.2.
  test.each([
    [1000, 3, 2, 2, 2, '4f2e726f6db8d95e7c1458fa6d766cbbb1aa8513f9755881befbec57ac9bc2d2'],
    [10, 3, 2, 1, 0, '118488b43a11445baeb1d2d7720ec83034ac827715ab9e067e1b8fd43d801e0b'],
    [7, 5, 3, 0.5, 42, 'faa543dc89097a8e1b567bdb0efc68237ab716d95ae9a4b11b781b7bc2df20dd'],
    [101, 2, 1, 2.5, 4294967295, 'a438c8bdf99aae815023a3203f66e4422fb18e91606fe994a114e2ce9224e016'],
    [5, 2, 4, 0, 7, '1144c2c3875109e887b7c8df283ff657e8335d9ed46ebcfc089588c2b6b793d1'],
    [65, 50, 3, 1, 123456789, 'e1fb9c8cb9fea9c31c17ccf77914e6f5fa397958a14ace860b893dc86d6fc150'],
    [200_000, 3, 2, 2, 2, 'bec595f85e33e09a9124222227b1f1937a9914bf963ab9e6da6868e5cad3bcd9'],
  ])('every bit of %i rows, %i centres, %i features, deviation %f, seed %i', (samples, classes, features, clusterStd, seed, hash) => {
    const table = generate({ kind: 'blobs', samples, classes, features, clusterStd, seed, stream: 'scikitLearn' });
    const bytes = [new Uint8Array(table.features.buffer), new Uint8Array(labelsOf(table).buffer)];
    expect(createHash('sha256').update(Buffer.concat(bytes)).digest('hex')).toBe(hash);
  });
});
