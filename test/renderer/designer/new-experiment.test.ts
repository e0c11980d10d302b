import { expect, it } from 'vitest';
import type { DatasetSummary } from '#contract/datasets';
import type { DataShape } from '#core/data/table';
import { checkSpec } from '#core/experiment/validate';
import { experimentOn } from '#renderer/features/designer/new-experiment.ts';

const on = (shape: DataShape) => {
  const dataset: DatasetSummary = {
    ...{ name: 'Mine', hash: 'h', shape, featureNames: [], targetName: 'kind', classNames: null },
    ...{ importedAt: 0, files: [], note: '', usedBy: 0, isDeleted: false },
  };
  const design = experimentOn(dataset);
  return { design, ...checkSpec(design, shape) };
};

it('begins on imported data with validation rows to judge by, and a test part that decides nothing', () => {
  const { design, plan, issues } = on({ rows: 100, features: 4, target: { kind: 'class', classes: 3 } });
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect([plan?.trainingRows, design.data.split.validation, design.target]).toEqual([
    60,
    0.2,
    { metric: 'validation.accuracy', value: 0.8 },
  ]);
});

it('keeps the test part that the data brings, and has no accuracy to reach for numbers', () => {
  const own = on({ rows: 100, features: 4, target: { kind: 'class', classes: 2 }, givenSplit: { trainRows: 70 } });
  expect([own.plan?.trainingRows, own.design.data.split]).toMatchObject([56, { use: 'file', train: 0.8, validation: 0.2, test: 1 }]);
  const numbers = on({ rows: 100, features: 4, target: { kind: 'value' } });
  expect([numbers.plan?.trainingRows, numbers.design.target]).toEqual([60, null]);
});
