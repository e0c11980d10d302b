/** Real conditions for tests of charts and screens: a small design on blobs, worked out by the lab's own arithmetic. */
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec, Factor } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';

export const shape = { rows: 1000, features: 2, target: { kind: 'class', classes: 3 } } as const;

export function planned(
  factors: readonly Factor[],
  change: object = {},
): { readonly spec: ExperimentSpec; readonly conditions: readonly Condition[] } {
  const { spec, plan, issues } = checkSpec(
    {
      format: 'batch-size-lab/experiment',
      version: 1,
      name: 'A test',
      data: {
        source: { kind: 'blobs', samples: 1000, classes: 3, features: 2, clusterStd: 2, seed: 2 },
        split: { train: 0.5, validation: 0, test: 0.5 },
      },
      model: { layers: [{ kind: 'dense', units: 50 }] },
      loss: 'crossEntropy',
      optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 },
      batch: { size: 32 },
      budget: { unit: 'epochs', amount: 4 },
      target: { metric: 'test.accuracy', value: 0.8 },
      replicates: 2,
      seed: 1,
      factors,
      ...change,
    },
    shape,
  );
  if (spec === null || plan === null) throw new Error(issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '));
  return { spec, conditions: plan.conditions };
}

export const batchSizes = (...values: (number | 'full')[]): readonly Condition[] => planned([{ path: 'batch.size', values }]).conditions;
