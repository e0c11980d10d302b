/** Small experiments, evaluations and batches for tests of the store, and folders that vanish afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optimizerDefaults } from '#core/experiment/optimizers';
import { specSchema } from '#core/experiment/spec';
import type { ExperimentSpec } from '#core/experiment/spec';
import { CONSTANT_RATE } from '#core/schedule/learning-rate';
import type { Evaluation } from '#core/series/evaluation';
import type { Condition } from '#core/experiment/plan';
import type { NewExperiment, StoreBatch } from '#lab/ports/store';

/** A folder of its own, and how to remove it. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'batchlab-store-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export const EMPTY_BATCH: StoreBatch = { progress: [], checkpoints: [], runs: [], experiments: [], events: [] };

export function sampleSpec(name: string, split = { train: 0.5, validation: 0, test: 0.5 }): ExperimentSpec {
  return specSchema.parse({
    format: 'batch-size-lab/experiment',
    version: 1,
    name,
    data: { source: { kind: 'blobs', samples: 100, classes: 3, features: 2, clusterStd: 2, seed: 2 }, split },
    model: { layers: [{ kind: 'dense', units: 5 }] },
    loss: 'crossEntropy',
    optimizer: { kind: 'sgd', learningRate: 0.01 },
    batch: { size: 32 },
    budget: { unit: 'epochs', amount: 2 },
    replicates: 2,
    seed: 1,
  });
}

function sampleCondition(index: number): Condition {
  return {
    index,
    factors: { 'batch.size': 2 ** index },
    data: { ...sampleSpec('any').data, trainingRows: 50 },
    model: {
      inputs: 2,
      layers: [{ kind: 'dense', units: 5, activation: 'relu' }],
      outputs: 3,
      initializer: 'heUniform',
      loss: 'crossEntropy',
    },
    optimizer: optimizerDefaults({ kind: 'sgd', learningRate: 0.01 }),
    labelSmoothing: 0,
    schedule: CONSTANT_RATE,
    batchSize: 2 ** index,
    isFullBatch: false,
    laterBatches: [],
    remainder: 'keep',
    sampling: 'shuffle',
    updatesPerEpoch: 50,
    lastBatch: 2,
    length: { updates: 100, seconds: null },
    epochs: 2,
    samples: 100,
    evaluateAt: [0, 50, 100],
  };
}

/** Runs are named `<experiment>-<condition>-<replicate>`. */
export function sampleExperiment(
  id: string,
  options: Partial<NewExperiment> & { conditions?: never; size?: [number, number] } = {},
): NewExperiment {
  const { size = [1, 1], ...rest } = options;
  const conditions = Array.from({ length: size[0] }, (_, index) => sampleCondition(index));
  return {
    id,
    spec: sampleSpec(`Experiment ${id}`),
    runs: conditions.flatMap(({ index }) =>
      Array.from({ length: size[1] }, (_, replicate) => ({ id: `${id}-${index}-${replicate}`, condition: index, replicate })),
    ),
    dataHash: 'abc',
    dataShape: { rows: 100, features: 2, target: { kind: 'class', classes: 3 } },
    provenance: {
      app: '0.1.0',
      engine: 'onnx-cpu',
      engineVersion: '1.30.0',
      device: '2 cores',
      os: 'Linux',
      node: '24',
      specHash: 'def',
      dataHash: 'abc',
    },
    createdAt: 1000,
    ...rest,
    conditions,
  };
}

export function sampleEvaluation(update: number, testScore: number | null = 0.5): Evaluation {
  return {
    update,
    samples: update * 32,
    epoch: update / 50,
    seconds: update / 1000,
    train: { loss: 1 / (update + 1), score: 0.4 },
    validation: null,
    test: testScore === null ? null : { loss: 0.7, score: testScore },
    recent: update === 0 ? null : { loss: 0.6, accuracy: 0.3, gradientNorm: 2.5 },
    weightDistance: 0.1 * update,
    weightNorm: 3,
  };
}
