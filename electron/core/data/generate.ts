/** Made data: a source of the experiment file turned into its table; the same source always gives the same table. */
import { blobs } from '#core/data/blobs';
import { circles } from '#core/data/circles';
import { digits } from '#core/data/digits';
import { gaussianQuantiles } from '#core/data/gaussian-quantiles';
import { linearRegression } from '#core/data/linear-regression';
import { moons } from '#core/data/moons';
import { nonlinearRegression } from '#core/data/nonlinear-regression';
import { scikitLearnBlobs } from '#core/data/scikit-learn-blobs';
import { softmaxRegression } from '#core/data/softmax-regression';
import { spirals } from '#core/data/spirals';
import type { Table } from '#core/data/table';
import { xor } from '#core/data/xor';
import type { DataSource } from '#core/experiment/source';

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
    case 'xor':
      return xor(source);
    case 'gaussianQuantiles':
      return gaussianQuantiles(source);
    case 'softmaxRegression':
      return softmaxRegression(source);
    case 'linearRegression':
      return linearRegression(source);
    case 'nonlinearRegression':
      return nonlinearRegression(source);
    case 'digits':
      return digits(source);
    default:
      return source satisfies never;
  }
}
