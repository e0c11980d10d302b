/** Two-dimensional made data: one curve a class, rows spread evenly along it, normal noise on both coordinates, rows mixed. */
import { classSizes, generatedTable } from '#core/data/generated-table';
import type { Table } from '#core/data/table';
import { permutation, randomStream } from '#core/random';

/** The point of row `index` of `count` on the curve of a class. */
export type Curve = (index: number, count: number) => readonly [x: number, y: number];

export interface PlanarSource {
  readonly samples: number;
  /** Standard deviation of the noise. */
  readonly noise: number;
  readonly seed: number;
}

export function planarTable({ samples, noise, seed }: PlanarSource, curves: readonly Curve[]): Table {
  const sizes = classSizes(samples, curves.length);
  const noiseStream = randomStream(seed, 'data', 0);
  const sorted = new Float64Array(samples * 2);
  let at = 0;
  for (const [index, count] of sizes.entries()) {
    for (let row = 0; row < count; row++) {
      const [x, y] = curves[index](row, count);
      sorted[at++] = x + noise * noiseStream.normal();
      sorted[at++] = y + noise * noiseStream.normal();
    }
  }
  return generatedTable(sorted, sizes, permutation(samples, randomStream(seed, 'data', 1)));
}
