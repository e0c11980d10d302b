/** Early stopping and reduce-on-plateau of a design: what they expand to, what is said about wrong ones, and in the sentence. */
import { describe, expect, it } from 'vitest';
import { describeStopping, sentence } from '#core/experiment/describe';
import type { ExperimentSpec } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

const split = { train: 0.5, validation: 0.25, test: 0.25 };
const check = (fields: Readonly<Record<string, unknown>>) =>
  checkSpec(modesWith({ factors: [], 'batch.size': 50, 'budget.amount': 20, 'data.split': split, ...fields }), MODES_SHAPE);
const said = (fields: Readonly<Record<string, unknown>>, severity: 'error' | 'warning' = 'error') =>
  check({ replicates: 5, ...fields })
    .issues.filter((issue) => issue.severity === severity)
    .map(({ path, message }) => `${path}: ${message}`);
function planned(fields: Readonly<Record<string, unknown>>) {
  const { spec, plan, issues } = check(fields);
  if (plan === null || spec === null) throw new Error(JSON.stringify(issues));
  return { spec, plan };
}
const target = { metric: 'validation.accuracy', value: 0.8 };

describe('early stopping in a design', () => {
  it('is off unless asked for', () => {
    expect(planned({}).plan.conditions[0]).not.toHaveProperty('stopping');
    expect(planned({ stopping: null }).plan.conditions[0]).not.toHaveProperty('stopping');
  });

  it('becomes a rule of each condition, with the numbers that are left out filled in', () => {
    expect(planned({ stopping: {} }).plan.conditions[0].stopping).toEqual({
      patience: { metric: 'validation.loss', evaluations: 10, minimumChange: 0 },
      target: null,
    });
    expect(
      planned({ stopping: { kind: 'both', metric: 'train.loss', patience: 3, minimumChange: 0.01 }, target }).plan.conditions[0].stopping,
    ).toEqual({
      patience: { metric: 'train.loss', evaluations: 3, minimumChange: 0.01 },
      target,
    });
    expect(planned({ stopping: { kind: 'target' }, target }).plan.conditions[0].stopping).toEqual({ patience: null, target });
  });

  it('can be varied', () => {
    const factors = [{ path: 'stopping.patience', values: [2, 5] }];
    const { plan } = planned({ stopping: {}, factors });
    expect(plan.conditions.map((one) => one.stopping?.patience?.evaluations)).toEqual([2, 5]);
  });

  it('is refused where there is nothing to watch or to reach', () => {
    expect(said({ stopping: {}, 'data.split': { train: 0.5, validation: 0, test: 0.5 } })).toEqual([
      'stopping.metric: There is no validation part in this split to watch. Give it one under "data.split", or choose another part.',
    ]);
    expect(said({ stopping: { kind: 'both' } })).toEqual([
      'stopping.kind: "both" needs a result to reach. Set "target", or use "patience".',
    ]);
    expect(said({ stopping: { patience: 0 } })).toEqual(['stopping.patience: must be at least 1, but is 0.']);
    expect(said({ stopping: { patience: 2.5 } })).toEqual(['stopping.patience: must be a whole number, but is 2.5.']);
    expect(said({ stopping: { metric: 'validation.los' } })).toEqual([
      'stopping.metric: must be "train.accuracy", "validation.accuracy", "test.accuracy", "train.loss", "validation.loss" or "test.loss", but is "validation.los". Did you mean "validation.loss"?',
    ]);
  });

  it('is warned of where the test set decides, also by its target, and where it is longer than a run', () => {
    const words =
      'The test set decides when a run stops. It is then a validation set, and its results are better than on data that decided nothing. Watch the validation part instead.';
    expect(said({ stopping: { metric: 'test.loss' } }, 'warning')).toEqual([`stopping.metric: ${words}`]);
    expect(said({ stopping: { kind: 'target' }, target: { ...target, metric: 'test.accuracy' } }, 'warning')).toEqual([
      `target.metric: ${words}`,
    ]);
    // A target that ends no run decides nothing.
    expect(said({ stopping: {}, target: { ...target, metric: 'test.accuracy' } }, 'warning')).toEqual([]);
    expect(said({ stopping: { patience: 20 } }, 'warning')).toEqual([
      'stopping.patience: is longer than a run: with 21 evaluations no run can stop early for it. Make it shorter, or evaluate more often.',
    ]);
    expect(said({ stopping: { patience: 19 } }, 'warning')).toEqual([]);
  });

  it('is in the sentence, which then gives the most that a run may take', () => {
    const { spec, plan } = planned({ stopping: { patience: 3, minimumChange: 0.01 } });
    expect(sentence(spec, plan)).toBe(
      'Train a 2-50-3 network on Blobs, 500 training samples, with one setting × 10 seeds, for at most 20 epochs, until validation loss has not got better by more than 0.01 in 3 evaluations: 10 runs, at most 2,000 updates',
    );
    const words = (stopping: Partial<NonNullable<ExperimentSpec['stopping']>>) => describeStopping(planned({ stopping, target }).spec);
    expect(words({ kind: 'target' })).toBe('until validation accuracy reaches 80 %');
    expect(words({ kind: 'both', metric: 'train.accuracy', patience: 1, minimumChange: 0.005 })).toBe(
      'until validation accuracy reaches 80 % or training accuracy has not got better by more than 0.5 % in 1 evaluation',
    );
  });
});

describe('reduce-on-plateau in a design', () => {
  it('becomes a schedule that has not fallen yet', () => {
    const schedule = { kind: 'plateau', decay: 0.5, end: 0.01, warmUp: 1 };
    expect(planned({ schedule }).plan.conditions[0].schedule).toEqual({
      warmUp: 10,
      course: {
        kind: 'plateau',
        metric: 'validation.loss',
        decay: 0.5,
        patience: 10,
        threshold: 1e-4,
        least: 0.01,
        reductions: { count: 0, since: 0 },
      },
    });
  });

  it('is refused or warned of as early stopping is', () => {
    expect(said({ schedule: { kind: 'plateau' }, 'data.split': { train: 0.5, validation: 0, test: 0.5 } })).toEqual([
      'schedule.metric: There is no validation part in this split to watch. Give it one under "data.split", or choose another part.',
    ]);
    expect(said({ schedule: { kind: 'plateau', metric: 'test.loss', patience: 100 } }, 'warning')).toEqual([
      'schedule.metric: The test set decides when the learning rate falls. It is then a validation set, and its results are better than on data that decided nothing. Watch the validation part instead.',
      'schedule.patience: is longer than a run: with 21 evaluations the learning rate can never fall. Make it shorter, or evaluate more often.',
    ]);
    // Other schedules watch nothing.
    expect(said({ schedule: { kind: 'cosine', metric: 'test.loss' } }, 'warning')).toEqual([]);
  });
});
