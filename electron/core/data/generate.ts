/** Made data: a source of the experiment file turned into its table; the same source always gives the same table. */
import { blobs } from '#core/data/blobs';
import { circles } from '#core/data/circles';
import { moons } from '#core/data/moons';
import { scikitLearnBlobs } from '#core/data/scikit-learn-blobs';
import { spirals } from '#core/data/spirals';
import type { Table } from '#core/data/table';
import type { DataSource } from '#core/experiment/spec';

/** Every source but imported data. */
export type GeneratedSource = Exclude<DataSource, { kind: 'dataset' }>;

export function generate(source: GeneratedSource): Table {
  switch (source.kind) {
    case 'blobs':
      return source.stream === 'scikitLearn' ? scikitLearnBlobs(source) : blobs(source);
    case 'moons':
      return moons(source);
    case 'circles':
      return circles(source);
    case 'spirals':
      return spirals(source);
    default:
      return source satisfies never;
  }
}
