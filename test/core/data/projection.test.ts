/** Two principal components: of a covariance that is known, of a line, of nothing. */
import { expect, it } from 'vitest';
import { project } from '#core/data/projection';
import type { Table } from '#core/data/table';
import { randomStream } from '#core/random';

function tableOf(rows: readonly (readonly number[])[]): Table {
  return {
    features: Float32Array.from(rows.flat()),
    featureNames: rows[0].map((_, column) => `f${column}`),
    rows: rows.length,
    target: { kind: 'class', labels: Int32Array.from(rows, (_, row) => row % 2), classNames: ['a', 'b'] },
  };
}

const correlation = (a: Float32Array, b: readonly number[]): number => {
  const mean = (list: Iterable<number>): number => [...list].reduce((sum, value) => sum + value, 0) / a.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [product, squaresA, squaresB] = [0, 0, 0];
  b.forEach((value, index) => {
    product += (a[index] - meanA) * (value - meanB);
    squaresA += (a[index] - meanA) ** 2;
    squaresB += (value - meanB) ** 2;
  });
  return product / Math.sqrt(squaresA * squaresB);
};

it('finds the axes of a covariance diag(25, 4, 1) that was turned, and their shares', () => {
  const stream = randomStream(3, 'data');
  const plain = Array.from({ length: 900 }, () => [5 * stream.normal(), 2 * stream.normal(), stream.normal()]);
  // Columns of a rotation: orthonormal.
  const turn = [
    [2 / 3, -2 / 3, 1 / 3],
    [1 / 3, 2 / 3, 2 / 3],
    [2 / 3, 1 / 3, -2 / 3],
  ];
  const rows = plain.map((point) =>
    turn.map((axis, column) => 100 * column + axis.reduce((sum, _, k) => sum + turn[column][k] * point[k], 0)),
  );
  const { x, y, explained, rows: shown } = project(tableOf(rows), false);
  expect(Array.from(shown)).toEqual(rows.map((_, row) => row));
  expect(
    Math.abs(
      correlation(
        x,
        plain.map((point) => point[0]),
      ),
    ),
  ).toBeGreaterThan(0.995);
  expect(
    Math.abs(
      correlation(
        y,
        plain.map((point) => point[1]),
      ),
    ),
  ).toBeGreaterThan(0.98);
  expect(explained[0]).toBeCloseTo(25 / 30, 1);
  expect(explained[1]).toBeCloseTo(4 / 30, 1);
  expect(correlation(x, Array.from(y))).toBeCloseTo(0, 4);
});

it('counts every feature the same once it is standardised: metres and millimetres', () => {
  const stream = randomStream(4, 'data');
  const rows = Array.from({ length: 400 }, () => {
    const shared = stream.normal();
    return [shared, shared + 0.1 * stream.normal(), 1000 * stream.normal()];
  });
  const [plain, standardized] = [project(tableOf(rows), false), project(tableOf(rows), true)];
  expect(
    Math.abs(
      correlation(
        plain.x,
        rows.map((row) => row[2]),
      ),
    ),
  ).toBeGreaterThan(0.999);
  expect(
    Math.abs(
      correlation(
        standardized.x,
        rows.map((row) => row[0]),
      ),
    ),
  ).toBeGreaterThan(0.98);
  expect(standardized.explained[0]).toBeCloseTo(2 / 3, 1);
});

it('draws a line as a line, and data without spread as one point', () => {
  const line = project(tableOf([1, 2, 3, 4].map((step) => [step, 2 * step, -step])), false);
  expect(line.explained[0]).toBeCloseTo(1, 6);
  expect(Array.from(line.y).every((value) => Math.abs(value) < 1e-3)).toBe(true);
  const point = project(tableOf([1, 1, 1, 1].map(() => [7, 7, 7])), true);
  expect([...point.x, ...point.y, ...point.explained]).toEqual(Array.from({ length: 10 }, () => 0));
});

it('takes rows from the whole of a long table, with their classes, and fewer of a wide one', () => {
  const long = project(tableOf(Array.from({ length: 5000 }, (_, row) => [row, row % 3, row % 7])), true);
  expect([long.rows.length, long.rows[0], long.rows[999]]).toEqual([1000, 0, 4995]);
  expect(Array.from(long.label ?? []).slice(0, 3)).toEqual([0, 1, 0]);
  const wide = project(
    tableOf(Array.from({ length: 60 }, (_, row) => Array.from({ length: 20_000 }, (_, column) => (row * column) % 11))),
    true,
  );
  expect(wide.rows.length).toBe(50);
});
