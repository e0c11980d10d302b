/** What conditions are called: everywhere the same. */
import { describe, expect, test } from 'vitest';
import { conditionNames, type NamedCondition, spokenLabel, spokenNames } from '#core/experiment/condition-names';
import { batchSizes, planned } from '#test/renderer/charts/planned';

const labels = (conditions: readonly NamedCondition[]): readonly string[] => conditionNames(conditions).map(({ label }) => label);
const shorts = (conditions: readonly NamedCondition[]): readonly string[] => conditionNames(conditions).map(({ short }) => short);

const modes = planned([
  {
    paths: ['batch.size', 'optimizer.learningRate'],
    values: [
      ['full', 0.01],
      [32, 0.01],
      [1, 0.01],
      [1, 0.001],
    ],
  },
]).conditions;

describe('the name of a condition', () => {
  test('is its batch size, also where nothing is varied', () => {
    expect(labels(batchSizes(1, 32, 'full'))).toEqual(['1', '32', 'full']);
    expect(labels(planned([]).conditions)).toEqual(['32']);
  });

  test('has another setting only where that tells conditions of one batch size apart', () => {
    expect(labels(modes)).toEqual(['full', '32', '1, rate 0.01', '1, rate 0.001']);
    expect(shorts(modes)).toEqual(labels(modes));
  });

  test('leaves the batch size out where all have the same and something else differs', () => {
    const { conditions } = planned([{ path: 'optimizer.momentum', values: [0, 0.5] }]);
    expect(labels(conditions)).toEqual(['momentum 0', 'momentum 0.5']);
  });

  test('says of schedules in a word what they do, and whole in its long form', () => {
    const { conditions } = planned([
      {
        paths: ['schedule.kind', 'schedule.decay', 'batch.schedule.kind', 'batch.schedule.by'],
        values: [
          ['step', 0.25, 'constant', 2],
          ['step', 0.5, 'multiply', 2],
          ['constant', 1, 'multiply', 4],
        ],
      },
    ]);
    expect(shorts(conditions)).toEqual(['rate ×0.25, constant batch', 'rate ×0.5, batch ×2', 'constant rate, batch ×4']);
    expect(labels(conditions)[1]).toBe(
      'learning-rate schedule step, learning-rate decay 0.5, batch-size schedule multiply, batch-size growth 2',
    );
    const kinds = planned([{ path: 'schedule.kind', values: ['constant', 'cosine', 'step'] }]).conditions;
    expect(shorts(kinds)).toEqual(['constant rate', 'rate cosine', 'rate step']);
  });

  test('is only the value where that says what it is a value of', () => {
    const { conditions } = planned([{ path: 'batch.sampling', values: ['replacement', 'shuffle'] }]);
    expect(shorts(conditions)).toEqual(['replacement', 'shuffle']);
    expect(labels(conditions)).toEqual(['sampling replacement', 'sampling shuffle']);
  });

  test('stays whole where a short one would not tell conditions apart', () => {
    const { conditions } = planned([
      {
        paths: ['batch.schedule.kind', 'batch.schedule.by'],
        values: [
          ['constant', 2],
          ['constant', 4],
          ['multiply', 2],
        ],
      },
    ]);
    expect(conditionNames(conditions).map(({ short, label }) => short === label)).toEqual([true, true, false]);
    expect(new Set(shorts(conditions)).size).toBe(3);
  });
});

test('within a sentence a batch size is called one', () => {
  expect(spokenNames(modes)).toEqual(['full batch', 'batch size 32', 'batch size 1, rate 0.01', 'batch size 1, rate 0.001']);
  expect(['full, rate 0.1', 'momentum 0.9', 'A: 32', 'rate ×0.5, batch ×2'].map(spokenLabel)).toEqual([
    'full batch, rate 0.1',
    'momentum 0.9',
    'A: 32',
    'rate ×0.5, batch ×2',
  ]);
});
