/** Four quadrants: points spread evenly over a square, of one class where both coordinates have the same sign, of the other where not. */
import { classSizes, generatedTable } from '#core/data/generated-table';
import type { PlanarSource } from '#core/data/planar';
import type { Table } from '#core/data/table';
import { permutation, randomStream } from '#core/random';

/** Each class alternates between its two quadrants; the noise may carry a point over their border. */
export function xor({ samples, noise, seed }: PlanarSource): Table {
  const sizes = classSizes(samples, 2);
  const places = randomStream(seed, 'data', 0);
  const noises = randomStream(seed, 'data', 2);
  const sorted = new Float64Array(samples * 2);
  let at = 0;
  for (const [label, size] of sizes.entries()) {
    for (let row = 0; row < size; row++) {
      const signX = row % 2 === 0 ? 1 : -1;
      const signY = label === 0 ? signX : -signX;
      sorted[at++] = signX * places.uniform() + noise * noises.normal();
      sorted[at++] = signY * places.uniform() + noise * noises.normal();
    }
  }
  return generatedTable(sorted, sizes, permutation(samples, randomStream(seed, 'data', 1)));
}
