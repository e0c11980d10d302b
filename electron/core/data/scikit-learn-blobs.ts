/** The blobs that scikit-learn's `make_blobs(samples, features, centers=classes, cluster_std, random_state=seed)` draws, value for value. */
import type { BlobsSource } from '#core/data/blobs';
import { classSizes, generatedTable } from '#core/data/generated-table';
import { numpyRandom } from '#core/data/numpy-random';
import type { Table } from '#core/data/table';

/** In scikit-learn's order of draws: all centres, then every class's rows, then the order of the rows. */
export function scikitLearnBlobs({ samples, classes, features, clusterStd, seed }: BlobsSource): Table {
  const random = numpyRandom(seed);
  const centres = Float64Array.from({ length: classes * features }, () => random.uniform(-10, 10));
  const sizes = classSizes(samples, classes);
  const sorted = new Float64Array(samples * features);
  let at = 0;
  for (const [index, size] of sizes.entries()) {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < features; column++) sorted[at++] = random.normal(centres[index * features + column], clusterStd);
    }
  }
  return generatedTable(sorted, sizes, random.shuffledIndices(samples));
}
