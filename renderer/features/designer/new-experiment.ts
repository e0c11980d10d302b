/** The design that a person starts from when there is none yet: small, quick, and fair to judge. */
import type { DatasetSummary } from '#contract/datasets';
import { sourceShape } from '#core/data/shape';
import { batchDefaults } from '#core/experiment/batches';
import { optimizerDefaults } from '#core/experiment/optimizers';
import { scheduleDefaults } from '#core/experiment/schedules';
import type { DataSource, ExperimentSpec } from '#core/experiment/spec';
import { withSource } from '#renderer/features/designer/data-source.ts';

export function newExperiment(): ExperimentSpec {
  return {
    format: 'batch-size-lab/experiment',
    version: 1,
    name: 'New experiment',
    question: '',
    notes: '',
    data: {
      source: { kind: 'blobs', samples: 1000, classes: 3, features: 2, clusterStd: 2, seed: 2, stream: 'scikitLearn' },
      split: { train: 0.5, validation: 0, test: 0.5, use: 'fractions', stratify: false, order: 'shuffled' },
      trainingRows: 'all',
      labelNoise: 0,
      scaling: 'none',
    },
    model: { layers: [{ kind: 'dense', units: 50, activation: 'relu' }], initializer: 'heUniform' },
    loss: 'crossEntropy',
    optimizer: { ...optimizerDefaults({ kind: 'sgd', learningRate: 0.01 }), momentum: 0.9 },
    labelSmoothing: 0,
    schedule: scheduleDefaults('constant'),
    learningRateRule: { kind: 'none' },
    batch: batchDefaults(32),
    factors: [{ path: 'batch.size', values: [1, 32, 'full'] }],
    budget: { unit: 'epochs', amount: 50 },
    stopping: null,
    target: { metric: 'test.accuracy', value: 0.8 },
    replicates: 5,
    seed: 1,
    record: {
      everyUpdate: ['loss', 'accuracy', 'gradientNorm'],
      evaluateEvery: { unit: 'epochs', amount: 1 },
      keepWeights: { epochs: [], updates: [], atEnd: true },
      probes: [],
    },
  };
}

/** A first design on data that the lab makes. */
export function experimentOnMade(source: Exclude<DataSource, { kind: 'dataset' }>, label: string): ExperimentSpec {
  return withSource({ ...newExperiment(), name: `Batch size on ${label}` }, source, sourceShape(source));
}

const MOST_NAME = 200;

/** A first design on imported data, whose features may be of any size; validation rows judge it while it is worked on, test rows stay apart. */
export function experimentOn({ name, shape }: DatasetSummary): ExperimentSpec {
  const spec = newExperiment();
  const named: ExperimentSpec = {
    ...spec,
    name: `Batch size on ${name}`.slice(0, MOST_NAME),
    data: { ...spec.data, split: { ...spec.data.split, train: 0.6, validation: 0.2, test: 0.2 }, scaling: 'standardizePerFeature' },
    target: { metric: 'validation.accuracy', value: 0.8 },
  };
  return withSource(named, { kind: 'dataset', name }, shape);
}
