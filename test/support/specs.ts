/** Small experiments for tests. */
import type { DataShape } from '#core/data/table';
import type { ExperimentFile } from '#core/experiment/spec';

/** Preset `modes` as a person would write it: 3 classes of 1000 points, half for training. */
export const MODES: ExperimentFile = {
  format: 'batch-size-lab/experiment',
  version: 1,
  name: 'Modes',
  data: {
    source: { kind: 'blobs', samples: 1000, classes: 3, features: 2, clusterStd: 2, seed: 2 },
    split: { train: 0.5, validation: 0, test: 0.5, order: 'asGiven' },
  },
  model: { layers: [{ kind: 'dense', units: 50, activation: 'relu' }] },
  loss: 'crossEntropy',
  optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 },
  batch: { size: 32 },
  factors: [{ path: 'batch.size', values: [1, 32, 'full'] }],
  budget: { unit: 'epochs', amount: 200 },
  replicates: 10,
  seed: 1,
};

export const MODES_SHAPE: DataShape = { rows: 1000, features: 2, target: { kind: 'class', classes: 3 } };

/** `MODES` with some fields replaced, by path. */
export function modesWith(fields: Readonly<Record<string, unknown>>): unknown {
  const spec: unknown = structuredClone(MODES);
  for (const [path, value] of Object.entries(fields)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let here: object = Object(spec) as object;
    for (const key of keys) here = Object(Reflect.get(here, key)) as object;
    if (value === undefined) Reflect.deleteProperty(here, last);
    else Reflect.set(here, last, value);
  }
  return spec;
}
