/** One round standard normal cloud, cut into classes of equal size by the distance from its middle: shells inside shells. */
import { classSizes, generatedTable } from '#core/data/generated-table';
import type { Table } from '#core/data/table';
import { permutation, randomStream } from '#core/random';

export interface GaussianQuantilesSource {
  readonly samples: number;
  readonly classes: number;
  readonly features: number;
  readonly seed: number;
}

export function gaussianQuantiles({ samples, classes, features, seed }: GaussianQuantilesSource): Table {
  const stream = randomStream(seed, 'data', 0);
  const drawn = Float64Array.from({ length: samples * features }, () => stream.normal());
  const squares = new Float64Array(samples);
  for (let at = 0; at < drawn.length; at++) squares[Math.floor(at / features)] += drawn[at] ** 2;
  const fromInside = Int32Array.from({ length: samples }, (_, row) => row).sort((a, b) => squares[a] - squares[b]);
  const sorted = new Float64Array(drawn.length);
  for (const [place, row] of fromInside.entries()) sorted.set(drawn.subarray(row * features, (row + 1) * features), place * features);
  return generatedTable(sorted, classSizes(samples, classes), permutation(samples, randomStream(seed, 'data', 1)));
}
