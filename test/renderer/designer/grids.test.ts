import { expect, it } from 'vitest';
import { checkSpec } from '#core/experiment/validate';
import { shapeOf } from '#renderer/features/designer/data-source.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';

it('varies the learning-rate rule, the one without growth among others', () => {
  const base = newExperiment();
  const { plan, issues } = checkSpec(
    {
      ...base,
      learningRateRule: { kind: 'linear', referenceBatch: 10 },
      factors: [
        { path: 'batch.size', values: [10, 40] },
        { path: 'learningRateRule.kind', values: ['none', 'linear', 'squareRoot'] },
      ],
    },
    shapeOf(base.data.source, null),
  );
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(plan?.conditions.map(({ batchSize, optimizer }) => [batchSize, optimizer.learningRate])).toEqual([
    [10, 0.01],
    [10, 0.01],
    [10, 0.01],
    [40, 0.01],
    [40, 0.04],
    [40, 0.02],
  ]);
});

it('says how large a grid is that no person could read, without working it out', () => {
  const base = newExperiment();
  const rates = Array.from({ length: 1000 }, (_, step) => (step + 1) / 1000);
  const { plan, issues } = checkSpec(
    {
      ...base,
      factors: [
        { path: 'batch.size', values: Array.from({ length: 100 }, (_, index) => index + 1) },
        { path: 'optimizer.learningRate', values: rates },
      ],
    },
    shapeOf(base.data.source, null),
  );
  expect(plan).toBeNull();
  expect(issues.map(({ path, message }) => [path, message])).toEqual([
    ['factors', 'This grid has 100 × 1,000 = 100,000 conditions; at most 2,000 fit in one experiment. Use fewer values.'],
  ]);
});
