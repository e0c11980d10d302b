import { expect, it } from 'vitest';
import { describeExperiment, sentence, valueName } from '#core/experiment/describe';
import { checkSpec } from '#core/experiment/validate';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

function words(fields: Readonly<Record<string, unknown>>): readonly [string, string] {
  const { spec, plan } = checkSpec(modesWith(fields), MODES_SHAPE);
  if (spec === null || plan === null) throw new Error('not a valid spec');
  return [sentence(spec, plan), describeExperiment(spec, { inputs: 2, outputs: 3 })];
}

it('says an experiment in one sentence and in one line', () => {
  expect(words({})).toEqual([
    'Train a 2-50-3 network on Blobs, 500 training samples, with 3 batch sizes × 10 seeds, for 200 epochs: 30 runs, 1,034,000 updates',
    'Blobs, 2-50-3, batch size 1 to full',
  ]);
  expect(words({ factors: [], replicates: 1, budget: { unit: 'updates', amount: 1 } })).toEqual([
    'Train a 2-50-3 network on Blobs, 500 training samples, with one setting × 1 seed, for 1 update: 1 run, 1 update',
    'Blobs, 2-50-3',
  ]);
  expect(
    words({
      factors: [
        {
          paths: ['batch.size', 'optimizer.learningRate'],
          values: [
            ['full', 0.1],
            [1, 0.01],
          ],
        },
      ],
      budget: { unit: 'seconds', amount: 2.5 },
    }),
  ).toEqual([
    'Train a 2-50-3 network on Blobs, 500 training samples, with 2 combinations of batch size and learning rate × 10 seeds, for 2.5 seconds: 20 runs',
    'Blobs, 2-50-3, batch size 1 to full, learning rate 0.01 to 0.1',
  ]);
  const both = {
    factors: [
      { path: 'batch.size', values: [1, 'full'] },
      {
        paths: ['budget.unit', 'budget.amount'],
        values: [
          ['epochs', 20],
          ['updates', 50],
        ],
      },
    ],
  };
  expect(words(both)[0]).toBe(
    'Train a 2-50-3 network on Blobs, 500 training samples, with 2 batch sizes × 2 combinations of budget unit and budget × 10 seeds: 40 runs, 101,200 updates',
  );
});
it('counts values of what has no plural', () => {
  const [said] = words({
    factors: [
      { path: 'batch.remainder', values: ['keep', 'drop'] },
      { path: 'optimizer.momentum', values: [0, 0.5, 0.9] },
      { path: 'optimizer.kind', values: ['sgd', 'lars'] },
    ],
  });
  expect(said).toContain('with 2 values of incomplete last batch × 3 values of momentum × 2 optimizers × 10 seeds');
  expect(['weightBySize', 'keep', true, false, 0.5].map(valueName)).toEqual(['weight by size', 'keep', 'yes', 'no', '0.5']);
});
