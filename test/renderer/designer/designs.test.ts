import { describe, expect, it } from 'vitest';
import { sourceShape } from '#core/data/shape';
import { sentence } from '#core/experiment/describe';
import { presetFiles } from '#host/preset-files';
import type { Plan } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import { converted } from '#renderer/features/designer/budget.ts';
import { cellText, factorColumns, isRagged, lastBatchText, sameForAll } from '#renderer/features/designer/condition-rows.ts';
import { madeSource, withSource } from '#renderer/features/designer/data-source.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import { withOneSeed } from '#renderer/features/designer/one-seed.ts';
import { remedies } from '#renderer/features/designer/remedies.ts';
import { sentenceParts } from '#renderer/features/designer/sentence-parts.ts';
import * as summaries from '#renderer/features/designer/summaries.ts';

function preset(id: string): ExperimentSpec {
  const found = presetFiles('resources/presets')
    .list()
    .find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no preset ${id}`);
  return found.quick;
}
function planOf(spec: ExperimentSpec): Plan {
  if (spec.data.source.kind === 'dataset') throw new Error('only made data here');
  const { plan, issues } = checkSpec(spec, sourceShape(spec.data.source));
  if (plan === null) throw new Error(JSON.stringify(issues));
  return plan;
}
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const stability = preset('stability');
const modes = preset('modes');
const shape = { rows: 1000, features: 2, target: { kind: 'class', classes: 3 } } as const;

describe('the sentence', () => {
  it('is that of the lab, cut into parts, with the time at its end', () => {
    for (const spec of [stability, modes, newExperiment()]) {
      const plan = planOf(spec);
      const text = sentenceParts(spec, plan, 113)
        .map((part) => part.text + part.tail)
        .join('');
      expect(plain(text)).toBe(`${sentence(spec, plan)}, about 2 min on this computer.`);
    }
  });
  it('marks each term once and what matters as strong', () => {
    const parts = sentenceParts(stability, planOf(stability), null);
    expect(parts.filter((part) => part.term !== null).map((part) => part.text)).toEqual(['batch sizes', 'seeds', 'epochs', 'updates']);
    expect(parts.filter((part) => part.isStrong).map((part) => part.text)).toContain('2-50-3 network');
  });
});

describe('the table of conditions', () => {
  it('shows the last batch, and flags the ragged one', () => {
    const { conditions } = planOf(stability);
    expect(conditions.map(lastBatchText)).toEqual([
      'complete',
      '4 of 8',
      '4 of 16',
      '20 of 32',
      '52 of 64',
      '116 of 128',
      '244 of 256',
      '50 of 450',
    ]);
    expect(conditions.filter(isRagged).map((condition) => condition.batchSize)).toEqual([450]);
  });
  it('has a column for what is varied beside the batch size', () => {
    expect([factorColumns(stability), factorColumns(modes)]).toEqual([[], [{ path: 'optimizer.learningRate', title: 'Learning rate' }]]);
    expect(planOf(modes).conditions.map((condition) => cellText(condition, 'optimizer.learningRate'))).toEqual([
      '0.01',
      '0.01',
      '0.01',
      '0.001',
    ]);
  });
  it('shows unit and amount of several budgets as one', () => {
    const both: ExperimentSpec = {
      ...stability,
      factors: [
        {
          paths: ['budget.unit', 'budget.amount'],
          values: [
            ['epochs', 2],
            ['updates', 300],
          ],
        },
      ],
    };
    expect(factorColumns(both).map(({ title }) => title)).toEqual(['Budget']);
    expect(planOf(both).conditions.map((condition) => cellText(condition, 'budget.unit'))).toEqual(['2 epochs', '300 updates']);
  });
  it('shows the rate that a rule makes of it', () => {
    const scaled: ExperimentSpec = { ...stability, learningRateRule: { kind: 'linear', referenceBatch: 4 } };
    expect(factorColumns(scaled).map(({ path }) => path)).toEqual(['optimizer.learningRate']);
    expect(cellText(planOf(scaled).conditions[1], 'optimizer.learningRate')).toBe('0.02');
  });
  it('says what is the same for all', () => {
    expect(sameForAll(planOf(stability))).toBe('The same for every run: 200 epochs, 100,000 samples seen.');
    expect(sameForAll(planOf({ ...stability, budget: { unit: 'updates', amount: 300 } }))).toBe('The same for every run: 300 updates.');
  });
});

describe('the way out of a warning', () => {
  const { plan, issues } = checkSpec(stability, shape);
  it('answers the warning that it belongs to', () => {
    if (plan === null) throw new Error('the preset has a plan');
    for (const path of ['budget.unit', 'batch.remainder']) {
      const issue = issues.find((one) => one.path === path);
      if (issue === undefined) throw new Error(`no warning at ${path}`);
      const [remedy] = remedies(issue, stability, plan);
      const after = checkSpec(remedy.apply(stability), shape);
      expect([after.plan?.runs, after.issues.some((one) => one.path === path)]).toEqual([80, false]);
    }
  });
  it('can run both budgets in one experiment', () => {
    if (plan === null) throw new Error('the preset has a plan');
    const issue = issues.find((one) => one.path === 'budget.unit');
    if (issue === undefined) throw new Error('no warning');
    const both = remedies(issue, stability, plan)[1].apply(stability);
    const updates = planOf(both)
      .conditions.slice(0, 2)
      .map((condition) => condition.length.updates);
    expect([planOf(both).runs, updates]).toEqual([160, [25_000, 1600]]);
  });
});

describe('a budget in another unit', () => {
  it('keeps the size of the condition in the middle', () => {
    const plan = planOf(stability);
    expect([
      converted(stability.budget, 'updates', plan),
      converted(stability.budget, 'samples', plan),
      converted(stability.budget, 'epochs', plan),
    ]).toEqual([{ unit: 'updates', amount: 1600 }, { unit: 'samples', amount: 100_000 }, stability.budget]);
  });
});

describe('another data source', () => {
  it('keeps samples and seed, and is valid', () => {
    for (const kind of ['blobs', 'moons', 'circles', 'spirals'] as const) {
      const spec = withSource(stability, madeSource(kind, stability.data.source), shape);
      expect([kind, planOf(spec).trainingRows]).toEqual([kind, 500]);
    }
  });
  it('with numbers to predict changes the loss and drops the accuracy as target', () => {
    const values = withSource(stability, { kind: 'dataset', name: 'houses' }, { rows: 10, features: 3, target: { kind: 'value' } });
    expect([values.loss, values.target]).toEqual(['meanSquaredError', null]);
  });
});

it('keeps the name of a quick look within what a name may be', () => {
  const quick = withOneSeed({ ...stability, name: 'n'.repeat(200) });
  expect([quick.name.length, planOf(quick).replicates]).toEqual([200, 1]);
});

it('sums up each section in a line', () => {
  const lines = [
    summaries.dataSummary(stability, shape),
    summaries.modelSummary(stability, shape),
    summaries.batchSummary(stability, 500),
    summaries.learningRateSummary(stability),
    summaries.optimizerSummary(stability),
    summaries.budgetSummary(stability),
    summaries.measureSummary(stability),
    summaries.repeatsSummary(stability),
  ];
  expect(lines.map(plain)).toEqual([
    'Blobs, 3 classes in 2 dimensions',
    '2 inputs, 50 ReLU, 3 softmax: 303 parameters',
    '8 values, 4 to 450',
    '0.01 for every batch size, constant',
    'SGD, momentum 0.9, no weight decay',
    'Equal epochs: 200 passes over the data',
    'Every epoch; target test accuracy 80 %',
    '10 seeds, the same ones in every condition',
  ]);
});
