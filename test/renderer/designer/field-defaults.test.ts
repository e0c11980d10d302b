import { expect, it } from 'vitest';
import { defaultOf } from '#renderer/features/designer/field-defaults.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';

it('knows what fields begin with: the optimizer, a layer by its kind, a made source', () => {
  const spec = { ...newExperiment(), factors: [] };
  expect(
    ['optimizer.momentum', 'optimizer.clipNorm', 'model.layers.0.units', 'data.source.clusterStd', 'schedule.kind', 'budget.amount'].map(
      (path) => defaultOf(spec, path),
    ),
  ).toEqual([0.9, 'off', 50, 2, 'constant', 50]);
});

it('knows what fields begin with that are switched on first', () => {
  const spec = { ...newExperiment(), factors: [] };
  const paths = [
    'learningRateRule.referenceBatch',
    'stopping.patience',
    'stopping.minimumChange',
    'model.layers.1.ghostSize',
    'data.source.seed',
  ];
  expect(paths.map((path) => defaultOf(spec, path))).toEqual([32, 10, 0, 32, 1]);
});

it('says nothing of fields that are not there', () => {
  const spec = newExperiment();
  expect(['model.layers.9.units', 'data.source.turns', 'no.such.field', 'optimizer.nesterov'].map((path) => defaultOf(spec, path))).toEqual(
    [null, null, null, null],
  );
});
