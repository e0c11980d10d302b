/** Varied data in the designer: the table of conditions, the line of the closed section, and what goes with another source. */
import { describe, expect, it } from 'vitest';
import { sourceShape } from '#core/data/shape';
import type { ExperimentSpec, FactorValue } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import { cellText, factorColumns } from '#renderer/features/designer/condition-rows.ts';
import { madeSource, withDataNow, withSource, withSplitOf } from '#renderer/features/designer/data-source.ts';
import { withoutFactor, withValues } from '#renderer/features/designer/factors.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { dataSummary } from '#renderer/features/designer/summaries.ts';

const spec = newExperiment();
const vary = (...factors: readonly (readonly [string, readonly FactorValue[]])[]): ExperimentSpec =>
  factors.reduce<ExperimentSpec>((changed, [path, values]) => withValues(changed, path, values), { ...spec, factors: [] });
const pathsOf = (design: ExperimentSpec): string[] => design.factors.flatMap((factor) => ('path' in factor ? [factor.path] : factor.paths));
const { source } = spec.data;
if (source.kind === 'dataset') throw new Error('A new experiment trains on made data.');
const shape = sourceShape(source);

describe('varied data', () => {
  it('has a column each, in words', () => {
    const design = vary(['data.trainingRows', [100, 'all']], ['data.labelNoise', [0.05]], ['data.scaling', ['none', 'minMaxGlobal']]);
    const labelled = withValues(design, 'data.labelNoise', [0, 0.05]);
    expect(factorColumns(labelled).map(({ title }) => title)).toEqual(['Training samples', 'Scaling of features', 'Label noise']);
    const { plan } = checkSpec(labelled, shape);
    const rows = (plan?.conditions ?? []).map((condition) => factorColumns(labelled).map(({ path }) => cellText(condition, path)));
    expect([rows.length, rows[0], rows[7]]).toEqual([8, ['100', 'None', '0\u00a0%'], ['500', 'Min-max all', '5\u00a0%']]);
  });

  it('is told by the closed section', () => {
    expect(dataSummary(vary(['data.trainingRows', [100, 200, 'all']]), shape)).toBe(
      'Blobs, 3\u00a0classes in 2\u00a0dimensions; 3\u00a0values of training samples',
    );
  });

  it('keeps with another source what that one has, and loses the rest', () => {
    const design = vary(['data.labelNoise', [0, 0.1]], ['data.source.clusterStd', [1, 2]], ['data.source.seed', [1, 2]]);
    const moons = madeSource('moons', source);
    expect(pathsOf(withSource(design, moons, { ...shape, target: { kind: 'class', classes: 2 } }))).toEqual([
      'data.labelNoise',
      'data.source.seed',
    ]);
    const values = withSource(design, { kind: 'dataset', name: 'houses' }, { rows: 10, features: 2, target: { kind: 'value' } });
    expect(pathsOf(values)).toEqual([]);
  });

  it('leaves what was varied together with it', () => {
    const linked: ExperimentSpec = {
      ...spec,
      factors: [
        {
          paths: ['data.trainingRows', 'batch.size'],
          values: [
            [100, 10],
            [200, 10],
            [400, 20],
          ],
        },
      ],
    };
    expect(withoutFactor(linked, 'data.trainingRows').factors).toEqual([{ path: 'batch.size', values: [10, 20] }]);
  });
});

describe('imported tables', () => {
  const table = { kind: 'dataset', name: 'wine' } as const;

  it('have their features standardised unless the design scales them already; images and made data do not', () => {
    expect(withSource(spec, table, shape).data.scaling).toBe('standardizePerFeature');
    expect(withSource(withValues(spec, 'data.scaling', ['minMaxGlobal']), table, shape).data.scaling).toBe('minMaxGlobal');
    expect(withSource(spec, table, { ...shape, image: { channels: 1, height: 1, width: 2 } }).data.scaling).toBe('none');
    expect(withSource(spec, madeSource('moons', source), shape).data.scaling).toBe('none');
    const unscaled = withValues(withSource(spec, table, shape), 'data.scaling', ['none']);
    expect(withSource(unscaled, { kind: 'dataset', name: 'houses' }, shape).data.scaling).toBe('none');
  });
});

describe('data with a test part of its own', () => {
  const given = { ...shape, rows: 700, givenSplit: { trainRows: 600 } };
  const dataset = { kind: 'dataset', name: 'digits' } as const;

  it('is split by it, unless all rows are asked for, and has the right number of training rows', () => {
    const own = withSource(spec, dataset, given);
    expect(own.data.split).toMatchObject({ use: 'file', train: 1, validation: 0, test: 1 });
    expect(checkSpec(own, given).plan?.trainingRows).toBe(600);
    const all = withSplitOf(own, 'fractions');
    expect(all.data.split).toMatchObject({ use: 'fractions', train: 0.5, validation: 0, test: 0.5 });
    expect(checkSpec(all, given).plan?.trainingRows).toBe(350);
  });

  it('keeps a validation part of its training rows', () => {
    const withValidation = { ...spec, data: { ...spec.data, split: { ...spec.data.split, train: 0.6, validation: 0.2, test: 0.2 } } };
    const own = withSource(withValidation, dataset, given);
    expect(own.data.split).toMatchObject({ use: 'file', train: 0.8, validation: 0.2, test: 1 });
    expect(checkSpec(own, given).plan?.trainingRows).toBe(480);
  });

  it('leaves nothing of it to data without one', () => {
    expect(withSource(withSource(spec, dataset, given), source, shape).data.split.use).toBe('fractions');
  });
});

describe('the design of an experiment that ran', () => {
  const ran: ExperimentSpec = { ...spec, data: { ...spec.data, source: { kind: 'dataset', name: 'wine' } } };
  const sourceOn = (...datasets: readonly (readonly [string, string])[]): unknown =>
    withDataNow(
      ran,
      'abc',
      datasets.map(([name, hash]) => ({ name, hash })),
    ).data.source;

  it('finds its data by content, under whatever name', () => {
    expect(sourceOn(['wine', 'other'], ['wine 2020', 'abc'])).toEqual({ kind: 'dataset', name: 'wine 2020' });
    expect(sourceOn(['a', 'abc'], ['wine', 'abc'])).toEqual({ kind: 'dataset', name: 'wine' });
  });

  it('keeps the name it had where the data is gone, and what was made', () => {
    expect(sourceOn(['wine', 'other'])).toEqual({ kind: 'dataset', name: 'wine' });
    expect(withDataNow(spec, 'abc', [{ name: 'wine', hash: 'abc' }])).toBe(spec);
  });
});
