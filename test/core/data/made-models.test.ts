/** Made data that comes from a known rule: its geometry, its true model, its noise, and that it never changes. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { generate, type GeneratedSource } from '#core/data/generate';
import { linearModel } from '#core/data/linear-regression';
import { friedman } from '#core/data/nonlinear-regression';
import { dataShape, sourceShape } from '#core/data/shape';
import { softmaxWeights } from '#core/data/softmax-regression';
import type { Table } from '#core/data/table';

function labelsOf({ target }: Table): Int32Array {
  if (target.kind !== 'class') throw new Error('has no classes');
  return target.labels;
}
function valuesOf({ target }: Table): Float32Array {
  if (target.kind !== 'value') throw new Error('has no values');
  return target.values;
}
const rowOf = ({ features, featureNames: { length } }: Table, row: number): Float32Array =>
  features.subarray(row * length, (row + 1) * length);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanSquare = (values: readonly number[]): number => mean(values.map((value) => value ** 2));

function hashOf(table: Table): string {
  const target = table.target.kind === 'class' ? table.target.labels : table.target.values;
  const bytes = [table.features, target].map(({ buffer }) => new Uint8Array(buffer));
  return createHash('sha256').update(Buffer.concat(bytes)).digest('hex');
}

const sources = [
  [{ kind: 'xor', samples: 101, noise: 0.1, seed: 7 }, '9fdbd86a4e4656b79bab6b0abdd7decfae74be25e85e5d6b61fcce562877599e'],
  [
    { kind: 'gaussianQuantiles', samples: 101, classes: 3, features: 4, seed: 7 },
    '72cfc0bbd9c628ce3411aa07cd79ffe912ffb813556b347faa04552d329fc42d',
  ],
  [
    { kind: 'softmaxRegression', samples: 101, classes: 3, features: 4, signal: 3, seed: 7 },
    '30a82a5d0041e326f392b30a02a4e4c231cbe31a71203734a3bcc83bfdbbbbae',
  ],
  [
    { kind: 'linearRegression', samples: 101, features: 4, noise: 1, seed: 7 },
    '6436aefa36a6d122ce7720865e342d10dae45260e59b4b4f88969dce64f61f1e',
  ],
  [
    { kind: 'nonlinearRegression', samples: 101, features: 6, noise: 1, seed: 7 },
    'acbf34e6155910a7ef61688dbed4ae19a1366e1b537a92913934b5fa17608787',
  ],
] as const satisfies readonly (readonly [GeneratedSource, string])[];

describe.each(sources.map(([source, hash]) => [source.kind, source, hash] as const))('%s', (_, source, hash) => {
  const table = generate(source);

  test('has the announced shape and finite values', () => {
    expect(dataShape(table)).toEqual(sourceShape(source));
    expect(table.features).toHaveLength(table.rows * table.featureNames.length);
    expect(table.features.every(Number.isFinite)).toBe(true);
  });

  test('is the same for the same seed, today and later, and another for another', () => {
    expect(hashOf(table)).toBe(hash);
    expect(generate({ ...source, seed: 8 }).features).not.toEqual(table.features);
  });
});

describe('xor', () => {
  test('without noise has its class by the signs, and quadrants of equal size', () => {
    const table = generate({ kind: 'xor', samples: 80, noise: 0, seed: 2 });
    const quadrants = new Map<string, number>();
    for (const [row, label] of labelsOf(table).entries()) {
      const [x, y] = rowOf(table, row);
      expect(label).toBe(x * y >= 0 ? 0 : 1);
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
      const quadrant = `${Math.sign(x)} ${Math.sign(y)}`;
      quadrants.set(quadrant, (quadrants.get(quadrant) ?? 0) + 1);
    }
    expect([...quadrants.values()]).toEqual([20, 20, 20, 20]);
  });

  test('noise only moves the points', () => {
    const still = generate({ kind: 'xor', samples: 4000, noise: 0, seed: 2 });
    const moved = generate({ kind: 'xor', samples: 4000, noise: 0.3, seed: 2 });
    expect(moved.target).toEqual(still.target);
    expect(Math.sqrt(meanSquare([...moved.features].map((value, at) => value - still.features[at])))).toBeCloseTo(0.3, 2);
  });
});

test('Gaussian quantiles are shells of equal size, cut where the distances of a normal cloud are cut', () => {
  const table = generate({ kind: 'gaussianQuantiles', samples: 30_000, classes: 3, features: 2, seed: 4 });
  const labels = labelsOf(table);
  const farthest = [0, 0, 0];
  const nearest = [Infinity, Infinity, Infinity];
  const sizes = [0, 0, 0];
  for (const [row, label] of labels.entries()) {
    const distance = Math.hypot(...rowOf(table, row));
    farthest[label] = Math.max(farthest[label], distance);
    nearest[label] = Math.min(nearest[label], distance);
    sizes[label]++;
  }
  expect(sizes).toEqual([10_000, 10_000, 10_000]);
  for (const inner of [0, 1]) {
    expect(farthest[inner]).toBeLessThanOrEqual(nearest[inner + 1]);
    // The distance from the middle of a plane normal cloud: P(distance < r) = 1 - exp(-r^2 / 2).
    expect(Math.abs(farthest[inner] - Math.sqrt(-2 * Math.log(1 - (inner + 1) / 3)))).toBeLessThan(0.03);
  }
});

describe('softmax regression', () => {
  test('draws its classes with the probabilities of the known weights', () => {
    const source = { kind: 'softmaxRegression', samples: 40_000, classes: 3, features: 2, signal: 4, seed: 1 } as const;
    const table = generate(source);
    const weights = softmaxWeights(source);
    expect(weights).toHaveLength(6);
    // How often class 0 comes where the model says 0 - 10 %, 10 - 20 %, ... against what it says.
    const bins = Array.from({ length: 10 }, () => ({ rows: 0, expected: 0, found: 0 }));
    for (const [row, label] of labelsOf(table).entries()) {
      const [x, y] = rowOf(table, row);
      const likelihoods = [0, 1, 2].map((column) => Math.exp(x * weights[column] + y * weights[3 + column]));
      const probability = likelihoods[0] / likelihoods.reduce((sum, likelihood) => sum + likelihood);
      const bin = bins[Math.min(9, Math.floor(10 * probability))];
      bin.rows++;
      bin.expected += probability;
      bin.found += label === 0 ? 1 : 0;
    }
    for (const { rows, expected, found } of bins) expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(rows / 4));
    expect(Math.min(...bins.map(({ rows }) => rows))).toBeGreaterThan(500);
  });

  test('is pure chance without signal, and certain with much of it', () => {
    const chance = labelsOf(generate({ kind: 'softmaxRegression', samples: 8000, classes: 4, features: 2, signal: 0, seed: 9 }));
    for (let label = 0; label < 4; label++) expect(Math.abs(chance.filter((other) => other === label).length - 2000)).toBeLessThan(160);

    const source = { kind: 'softmaxRegression', samples: 2000, classes: 2, features: 3, signal: 100, seed: 9 } as const;
    const table = generate(source);
    const weights = softmaxWeights(source);
    const right = [...labelsOf(table).entries()].filter(([row, label]) => {
      const scores = [0, 1].map((column) => rowOf(table, row).reduce((sum, value, at) => sum + value * weights[2 * at + column], 0));
      return scores[label] >= scores[1 - label];
    });
    expect(right.length).toBeGreaterThan(1960);
  });
});

describe('linear regression', () => {
  const source = { kind: 'linearRegression', samples: 5000, features: 4, noise: 0.5, seed: 3 } as const;

  test.each([0, 0.5])('gives its coefficients back to least squares, with noise %f', (noise) => {
    const found = leastSquares(generate({ ...source, noise }));
    const { coefficients, intercept } = linearModel(source);
    const tolerance = noise === 0 ? 1e-5 : (5 * noise) / Math.sqrt(source.samples);
    for (const [index, truth] of [...coefficients, intercept].entries()) expect(Math.abs(found[index] - truth)).toBeLessThan(tolerance);
  });

  test('has the noise asked for around the model', () => {
    const table = generate(source);
    const { coefficients, intercept } = linearModel(source);
    const residuals = [...valuesOf(table)].map((value, row) =>
      rowOf(table, row).reduce((left, feature, column) => left - feature * coefficients[column], value - intercept),
    );
    expect(mean(residuals)).toBeCloseTo(0, 1);
    expect(Math.abs(Math.sqrt(meanSquare(residuals)) - 0.5)).toBeLessThan(0.02);
  });
});

test('nonlinear regression is Friedman’s function of the first five features, with the noise asked for', () => {
  expect(friedman(0.5, 1, 0.5, 0, 0)).toBe(10);
  expect(friedman(0, 1, 0, 0.5, 1)).toBe(15);
  const table = generate({ kind: 'nonlinearRegression', samples: 5000, features: 7, noise: 2, seed: 3 });
  expect(table.features.every((value) => value >= 0 && value <= 1)).toBe(true);
  const residuals = [...valuesOf(table)].map((value, row) => {
    const [a, b, c, d, e] = rowOf(table, row);
    return value - friedman(a, b, c, d, e);
  });
  expect(Math.abs(mean(residuals))).toBeLessThan(0.12);
  expect(Math.abs(Math.sqrt(meanSquare(residuals)) - 2)).toBeLessThan(0.1);
});

/** Coefficients, then the intercept, by the normal equations and Gauss-Jordan elimination. */
function leastSquares(table: Table): number[] {
  const width = table.featureNames.length + 1;
  const rows = Array.from({ length: width }, () => new Array<number>(width + 1).fill(0));
  for (const [row, value] of valuesOf(table).entries()) {
    const inputs = [...rowOf(table, row), 1];
    for (const [i, left] of inputs.entries()) {
      for (const [j, right] of [...inputs, value].entries()) rows[i][j] += left * right;
    }
  }
  for (const [pivot, line] of rows.entries()) {
    const scaled = line.map((entry) => entry / line[pivot]);
    for (const [index, other] of rows.entries()) {
      const factor = other[pivot];
      rows[index] = index === pivot ? scaled : other.map((entry, at) => entry - factor * scaled[at]);
    }
  }
  return rows.map((line) => line[width]);
}
