/** Data as what is varied: rows, wrong labels, scaling and difficulty of each condition, and the arithmetic that follows. */
import { describe, expect, it } from 'vitest';
import { sentence } from '#core/experiment/describe';
import type { Plan } from '#core/experiment/plan';
import { checkSpec } from '#core/experiment/validate';
import { stackRuns } from '#core/schedule/stacks';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

const vary = (path: string, values: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): unknown =>
  modesWith({ factors: [{ path, values }], 'batch.size': 'full', ...more });
const check = (spec: unknown): readonly string[] =>
  checkSpec(spec, MODES_SHAPE).issues.map((issue) => `${issue.severity} ${issue.path}: ${issue.message}`);
function planOf(spec: unknown): Plan {
  const { plan, issues } = checkSpec(spec, MODES_SHAPE);
  if (plan === null) throw new Error(JSON.stringify(issues));
  return plan;
}

describe('data that is varied', () => {
  it('gives every condition its own training rows, full batch and updates', () => {
    const both = [
      { path: 'data.trainingRows', values: [100, 'all'] },
      { path: 'batch.size', values: [10, 'full'] },
    ];
    const plan = planOf(modesWith({ factors: both, budget: { unit: 'epochs', amount: 2 } }));
    expect(
      plan.conditions.map(({ data, batchSize, isFullBatch, updatesPerEpoch, length, samples, epochs }) => ({
        ...{ rows: data.trainingRows, batchSize, isFullBatch, updatesPerEpoch, updates: length.updates, samples, epochs },
      })),
    ).toEqual([
      { rows: 100, batchSize: 10, isFullBatch: false, updatesPerEpoch: 10, updates: 20, samples: 200, epochs: 2 },
      { rows: 100, batchSize: 100, isFullBatch: true, updatesPerEpoch: 1, updates: 2, samples: 200, epochs: 2 },
      { rows: 500, batchSize: 10, isFullBatch: false, updatesPerEpoch: 50, updates: 100, samples: 1000, epochs: 2 },
      { rows: 500, batchSize: 500, isFullBatch: true, updatesPerEpoch: 1, updates: 2, samples: 1000, epochs: 2 },
    ]);
    expect(plan).toMatchObject({ trainingRows: 500, updates: 10 * 124 });
  });

  it('is told in the sentence', () => {
    const { spec, plan } = checkSpec(vary('data.trainingRows', [100, 200, 500]), MODES_SHAPE);
    if (spec === null || plan === null) throw new Error('The design has an error.');
    expect(sentence(spec, plan)).toBe(
      'Train a 2-50-3 network on Blobs, 100 to 500 training samples, with 3 numbers of training samples × 10 seeds, for 200 epochs: 30 runs, 6,000 updates',
    );
  });

  it.each([
    ['data.labelNoise', [0, 0.2]],
    ['data.scaling', ['none', 'standardizeGlobal']],
    ['data.source.clusterStd', [1, 4]],
    ['data.source.seed', [1, 2]],
  ])('may be %s, and no two of these conditions train in one stack', (path, values) => {
    const { conditions } = planOf(vary(path, values, { replicates: 2 }));
    expect(conditions.map(({ factors }) => factors[path])).toEqual(values);
    const runs = conditions.flatMap((condition) =>
      [0, 1].map((replicate) => ({ runId: `${condition.index}.${replicate}`, condition, replicate, fromUpdate: 0 })),
    );
    const stacks = stackRuns(runs, { places: 1, limit: () => 16, cost: () => 1 });
    expect(stacks.map((stack) => stack.runs.map(({ runId }) => runId))).toEqual([
      ['0.0', '0.1'],
      ['1.0', '1.1'],
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'more rows than there are',
      vary('data.trainingRows', [100, 501]),
      'data.trainingRows: must be at most 500, the training samples of the split.',
    ],
    ['a share above 1', vary('data.labelNoise', [0, 1.5]), 'factors.0.values.1: data.labelNoise must be at most 1, but is 1.5.'],
    [
      'a scaling that does not exist',
      vary('data.scaling', ['none', 'log']),
      'factors.0.values.1: data.scaling must be "none", "standardizePerFeature", "standardizeGlobal", "minMaxPerFeature" or "minMaxGlobal", but is "log".',
    ],
    [
      'a batch that one of the numbers of rows cannot fill',
      vary('data.trainingRows', [100, 500], { 'batch.size': 200 }),
      'batch.size: Batch 200 is larger than the 100 training samples. Use "full" or at most 100.',
    ],
    [
      'what changes the shape of the data',
      vary('data.source.samples', [500, 1000]),
      'factors.0.path: "data.source.samples" cannot be varied inside one experiment. The shape of the data is that of every condition. To train on fewer samples vary "Training samples"; for other shapes duplicate the experiment.',
    ],
    [
      'the split',
      vary('data.split.train', [0.2, 0.4]),
      'factors.0.path: "data.split.train" cannot be varied inside one experiment. All conditions are judged on the same rows. To train on fewer of them vary "Training samples".',
    ],
  ])('may not be %s', (_, spec, sentences) => {
    expect(check(spec)).toEqual([`error ${sentences}`]);
  });

  it('warns that equal epochs of more samples are more updates, and blames the batch size first', () => {
    const rows = vary('data.trainingRows', [50, 500], { 'batch.size': 10 });
    expect(check(rows)).toEqual([
      'warning budget.unit: Equal epochs are not equal updates. A run on 500 training samples makes up to 10,000 updates, one on 50 as few as 1,000. What looks like an effect of the number of samples may be an effect of the number of updates.',
    ]);
    const both = modesWith({
      factors: [
        { path: 'data.trainingRows', values: [50, 500] },
        { path: 'batch.size', values: [1, 25] },
      ],
    });
    expect(check(both)[0]).toContain('Batch size 1 makes 10,000 updates and batch size 25 only 400, from the same samples.');
  });

  it('warns of two conditions that train on the same', () => {
    expect(check(vary('data.trainingRows', [500, 'all']))).toContain(
      'warning factors: Conditions 1 and 2 of the table are the same experiment; one of them can go.',
    );
    expect(check(vary('data.trainingRows', [400, 'all'])).filter((issue) => issue.includes('factors'))).toEqual([]);
  });
});
