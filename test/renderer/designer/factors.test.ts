import { describe, expect, it } from 'vitest';
import { checkSpec } from '#core/experiment/validate';
import { sourceShape } from '#core/data/shape';
import type { ExperimentSpec } from '#core/experiment/spec';
import {
  batchSizes,
  crossed,
  factorIndex,
  linkedFactor,
  valuesOf,
  withBatchSizes,
  withLayerOrder,
  withLevels,
  withValues,
} from '#renderer/features/designer/factors.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';

const spec = newExperiment();
const pairs: ExperimentSpec = {
  ...spec,
  factors: [
    {
      paths: ['batch.size', 'optimizer.learningRate'],
      values: [
        ['full', 0.01],
        [1, 0.01],
        [1, 0.001],
      ],
    },
  ],
};

describe('the new experiment', () => {
  it('can start as it is', () => {
    const source = spec.data.source;
    if (source.kind === 'dataset') throw new Error('internal: a new experiment trains on made data');
    const { plan, issues } = checkSpec(spec, sourceShape(source));
    expect([plan?.runs, issues.filter((issue) => issue.severity === 'error')]).toEqual([15, []]);
  });
});

describe('values of a field', () => {
  it('become a factor when there are several and the field itself when there is one', () => {
    const several = withValues(spec, 'optimizer.momentum', [0, 0.9]);
    expect([valuesOf(several, 'optimizer.momentum'), factorIndex(several, 'optimizer.momentum')]).toEqual([[0, 0.9], 1]);
    const one = withValues(several, 'optimizer.momentum', [0.5]);
    expect([one.optimizer.momentum, one.factors]).toEqual([0.5, spec.factors]);
  });
  it('are never none', () => {
    expect(withValues(spec, 'batch.size', [])).toBe(spec);
  });
  it('put batch sizes in order with the full batch last', () => {
    expect(batchSizes(withBatchSizes(spec, ['full', 64, 2, 64]))).toEqual([2, 64, 'full']);
  });
});

describe('linked factors', () => {
  it('are found from either field', () => {
    expect([linkedFactor(pairs, 'optimizer.learningRate'), linkedFactor(spec, 'batch.size')]).toEqual([pairs.factors[0], null]);
    expect(valuesOf(pairs, 'batch.size')).toEqual(['full', 1]);
  });
  it('become the values of their fields when one level is left', () => {
    const one = withLevels(pairs, pairs.factors[0], [[1, 0.001]]);
    expect([one.factors, one.batch.size, one.optimizer.learningRate]).toEqual([[], 1, 0.001]);
  });
  it('can be crossed into one factor a field', () => {
    expect(crossed(pairs, pairs.factors[0]).factors).toEqual([
      { path: 'batch.size', values: ['full', 1] },
      { path: 'optimizer.learningRate', values: [0.01, 0.001] },
    ]);
  });
});

describe('the order of layers', () => {
  const layer = (units: number): ExperimentSpec['model']['layers'][number] => ({ kind: 'dense', units, activation: 'relu' });
  const deep: ExperimentSpec = {
    ...spec,
    model: { ...spec.model, layers: [layer(10), layer(20), layer(30)] },
    factors: [{ path: 'model.layers.2.units', values: [30, 60] }],
  };
  it('takes the factor of a layer along when it moves', () => {
    const moved = withLayerOrder(deep, [2, 0, 1]);
    expect([moved.model.layers.map((layer) => (layer.kind === 'dense' ? layer.units : null)), moved.factors]).toEqual([
      [30, 10, 20],
      [{ path: 'model.layers.0.units', values: [30, 60] }],
    ]);
  });
  it('drops the factor of a layer that is removed', () => {
    expect(withLayerOrder(deep, [0, 1]).factors).toEqual([]);
  });
  it('keeps what else a linked factor varied', () => {
    const linked: ExperimentSpec = {
      ...deep,
      factors: [
        {
          paths: ['batch.size', 'model.layers.2.units'],
          values: [
            [1, 5],
            [2, 6],
          ],
        },
      ],
    };
    expect(withLayerOrder(linked, [0, 1]).factors).toEqual([{ path: 'batch.size', values: [1, 2] }]);
  });
});
