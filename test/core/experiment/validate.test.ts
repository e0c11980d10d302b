import { describe, expect, it } from 'vitest';
import { checkSpec } from '#core/experiment/validate';
import { MODES_SHAPE, modesWith } from '#test/support/specs';
import type { DataShape } from '#core/data/table';

function errors(fields: Readonly<Record<string, unknown>>, shape: DataShape | null = MODES_SHAPE): readonly string[] {
  const { plan, issues } = checkSpec(modesWith(fields), shape);
  const found = issues.filter((issue) => issue.severity === 'error');
  expect(plan === null).toBe(found.length > 0);
  return found.map((issue) => `${issue.path}: ${issue.message}`);
}

function warnings(fields: Readonly<Record<string, unknown>>): readonly string[] {
  return checkSpec(modesWith(fields), MODES_SHAPE).issues.map((issue) => `${issue.severity} ${issue.path}: ${issue.message}`);
}

describe('checking an experiment', () => {
  it("counts training rows by the data's own division where it is asked to", () => {
    const shape = { ...MODES_SHAPE, givenSplit: { trainRows: 800 } };
    const whole = { 'data.split.use': 'file', 'data.split.train': 0.75, 'data.split.validation': 0.25, 'data.split.test': 1 };
    expect(checkSpec(modesWith(whole), shape).plan?.trainingRows).toBe(600);
    expect(errors({ ...whole, 'data.split.validation': 0.5 }, shape)).toEqual([
      'data.split: The parts add up to 125 % of its training part; they may be 100 % at most.',
    ]);
    expect(errors(whole, { ...MODES_SHAPE, givenSplit: { trainRows: 1000 } })).toEqual([
      'data.split.test: is too small: it leaves no sample out of 1000.',
    ]);
  });

  it('accepts a good one and works it out', () => {
    const { plan, issues } = checkSpec(modesWith({}), MODES_SHAPE);
    expect(issues.filter((issue) => issue.severity === 'error')).toEqual([]);
    expect(plan).toMatchObject({ runs: 30, trainingRows: 500, updates: 10 * (100_000 + 3200 + 200) });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an unknown field', { 'batch.sise': 3 }, 'batch.sise: is not a known field. Did you mean "size"?'],
    [
      'the scaling of files from before the release',
      { 'data.standardize': true },
      'data.standardize: is now "scaling": write "scaling": "standardizePerFeature" for true, and leave it out for false.',
    ],
    [
      'a number of training samples that is none',
      { 'data.trainingRows': null },
      'data.trainingRows: must be a number or "all", but is null.',
    ],
    [
      'a scaling that does not exist',
      { 'data.scaling': 'minmaxglobal' },
      'data.scaling: must be "none", "standardizePerFeature", "standardizeGlobal", "minMaxPerFeature" or "minMaxGlobal", but is "minmaxglobal". Did you mean "minMaxGlobal"?',
    ],
    ['an unknown field at the top', { epochs: 3 }, 'epochs: is not a known field.'],
    [
      'a misspelt source option',
      { 'data.source.clusterstd': 2 },
      'data.source.clusterstd: is not a known field. Did you mean "clusterStd"?',
    ],
    ['a missing field', { 'data.source': undefined }, 'data.source: is missing.'],
    ['batch 0', { 'batch.size': 0, factors: [] }, 'batch.size: must be at least 1, but is 0.'],
    ['a fraction of a batch', { 'batch.size': 2.5, factors: [] }, 'batch.size: must be a whole number, but is 2.5.'],
    ['a batch in words', { 'batch.size': 'ful', factors: [] }, 'batch.size: must be a number or "full", but is "ful".'],
    [
      'a batch larger than the training data',
      { 'batch.size': 1024, factors: [] },
      'batch.size: Batch 1,024 is larger than the 500 training samples. Use "full" or at most 500.',
    ],
    ['learning rate 0', { 'optimizer.learningRate': 0 }, 'optimizer.learningRate: must be greater than 0, but is 0.'],
    ['learning rate "fast"', { 'optimizer.learningRate': 'fast' }, 'optimizer.learningRate: must be a number, but is "fast".'],
    ['momentum 1', { 'optimizer.momentum': 1 }, 'optimizer.momentum: must be less than 1, but is 1.'],
    [
      'an unknown source',
      { 'data.source.kind': 'blob' },
      'data.source.kind: must be "blobs", "moons", "circles", "spirals", "xor", "gaussianQuantiles", "softmaxRegression", "linearRegression", "nonlinearRegression", "digits" or "dataset", but is "blob". Did you mean "blobs"?',
    ],
    ['parts over 100 %', { 'data.split.test': 0.7 }, 'data.split: The parts add up to 120 % of the data; they may be 100 % at most.'],
    [
      'a division that the data does not have',
      { 'data.split.use': 'file' },
      'data.split.use: The data has no training and test part of its own. Use fractions of all rows.',
    ],
    ['no training data', { 'data.split.train': 0 }, 'data.split.train: leaves no training samples out of 1000.'],
    [
      'no update at all',
      { 'budget.unit': 'updates', 'budget.amount': 0.5 },
      'budget.amount: must be a whole number of updates, but is 0.5.',
    ],
    [
      'a factor that is no field',
      { factors: [{ path: 'batch.sizes', values: [1] }] },
      'factors.0.path: There is no field "batch.sizes" to vary. Did you mean "batch.size"?',
    ],
    [
      'a factor value of the wrong kind',
      { factors: [{ path: 'optimizer.learningRate', values: [0.1, 'fast'] }] },
      'factors.0.values.1: optimizer.learningRate must be a number, but is "fast".',
    ],
    [
      'a factor that makes no sense',
      { factors: [{ path: 'seed', values: [1] }] },
      'factors.0.path: "seed" cannot be varied inside one experiment. Every condition runs with several seeds already, which all follow from this number.',
    ],
    [
      'a linked factor with a hole',
      {
        factors: [
          {
            paths: ['batch.size', 'optimizer.learningRate'],
            values: [
              [1, 0.1],
              [2, 0.1, 3],
            ],
          },
        ],
      },
      'factors.0.values.1: has 3 values for 2 fields. Give one for each of batch.size, optimizer.learningRate.',
    ],
    [
      'a grid without end',
      { replicates: 1000, 'factors.0.values': Array.from({ length: 500 }, (_, i) => i + 1) },
      'factors: This grid has 500,000 runs; at most 20,000 fit in one experiment. Use fewer values or fewer seeds.',
    ],
    [
      'a target of 80',
      { target: { metric: 'test.accuracy', value: 80 } },
      'target.value: must be a fraction above 0 and at most 1 (0.8 for 80 %), but is 80.',
    ],
    [
      'a target on a missing part',
      { target: { metric: 'validation.accuracy', value: 0.8 } },
      'target.metric: There is no validation part in this split to reach the target on. Give it one under "data.split", or choose another part.',
    ],
    [
      'too many evaluations',
      { 'record.evaluateEvery': { unit: 'updates', amount: 1 }, record: { evaluateEvery: { unit: 'updates', amount: 1 } } },
      'record.evaluateEvery: Batch 1 would be evaluated 100,001 times; at most 20,000 make sense. Evaluate less often.',
    ],
    [
      'the wrong loss',
      { loss: 'meanSquaredError' },
      'loss: Mean squared error needs a number to predict, but the target of this data is a class. Use "crossEntropy".',
    ],
    ['another kind of file', { format: 'x' }, 'format: must be "batch-size-lab/experiment": this is another kind of file.'],
    [
      'a file of the future',
      { version: 7 },
      'version: is 7, written by a newer Batch Size Lab; this one reads version 1. Please update the app.',
    ],
    ['10 to the 99 seeds', { replicates: 1e99 }, 'replicates: must be at most 1000, but is 1e+99.'],
  ])('refuses %s with a sentence that names the field', (_, fields, sentence) => {
    expect(errors(fields)).toEqual([sentence]);
  });

  it('says that a dataset was never imported', () => {
    const fields = { 'data.source': { kind: 'dataset', name: 'iris' } };
    expect(errors(fields, null)).toEqual(['data.source.name: There is no dataset called "iris" here. Import it first.']);
  });

  it('refuses what is no object at all', () => {
    for (const value of [null, 3, 'x', [], undefined]) {
      expect(checkSpec(value, MODES_SHAPE).issues).toEqual([
        { path: '', message: 'An experiment file holds one JSON object.', severity: 'error' },
      ]);
    }
  });
});

describe('warnings', () => {
  it('say that equal epochs are not equal updates, and are silent when updates are equal', () => {
    expect(warnings({})).toEqual([
      'warning budget.unit: Equal epochs are not equal updates. Batch size 1 makes 100,000 updates and full batch only 200, from the same samples. What looks like an effect of batch size may be an effect of the number of updates.',
    ]);
    expect(warnings({ budget: { unit: 'updates', amount: 500 } })).toEqual([]);
    // Both budgets in one experiment: the comparison that the warning asks for is part of the design.
    expect(
      warnings({
        'factors.1': {
          paths: ['budget.unit', 'budget.amount'],
          values: [
            ['epochs', 200],
            ['updates', 500],
          ],
        },
      }),
    ).toEqual([]);
  });

  it('point at a small last batch that comes often', () => {
    expect(warnings({ 'factors.0.values': [450], 'budget.amount': 200 })).toEqual([
      'warning batch.remainder: 450 leaves 50 over. One update in 2 sees only 50 samples and counts as much as the others.',
    ]);
  });

  it('count few seeds and few updates, and find equal conditions', () => {
    expect(warnings({ 'factors.0.values': [500, 'full'], 'budget.amount': 5, replicates: 1 })).toEqual([
      'warning budget.amount: Full batch makes only 5 updates in the whole budget.',
      'warning factors: Conditions 1 and 2 of the table are the same experiment; one of them can go.',
      'warning replicates: One seed shows what happened, not what usually happens. Use at least 5 seeds before you conclude anything.',
    ]);
  });
});
