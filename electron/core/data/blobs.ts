/** Round clouds: one normal cloud a class around a centre drawn uniformly from [-10, 10) in every feature; rows mixed. */
import { classSizes, generatedTable } from '#core/data/generated-table';
import type { Table } from '#core/data/table';
import { permutation, randomStream } from '#core/random';

export interface BlobsSource {
  readonly samples: number;
  readonly classes: number;
  readonly features: number;
  /** Standard deviation of each cloud in every feature. */
  readonly clusterStd: number;
  readonly seed: number;
}

export function blobs({ samples, classes, features, clusterStd, seed }: BlobsSource): Table {
  const centreStream = randomStream(seed, 'data', 0);
  const rowStream = randomStream(seed, 'data', 1);
  const sizes = classSizes(samples, classes);
  const sorted = new Float64Array(samples * features);
  let at = 0;
  for (const size of sizes) {
    const centre = Float64Array.from({ length: features }, () => 20 * centreStream.uniform() - 10);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < features; column++) sorted[at++] = centre[column] + clusterStd * rowStream.normal();
    }
  }
  return generatedTable(sorted, sizes, permutation(samples, randomStream(seed, 'data', 2)));
}
