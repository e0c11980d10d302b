import { describe, expect, it } from 'vitest';
import { describeStopping } from '#core/experiment/describe';
import { fieldPaths } from '#core/experiment/field-path';
import { checkSpec } from '#core/experiment/validate';
import { canVary, whyFixed } from '#core/experiment/variable';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

const stopping = { kind: 'patience', metric: 'test.loss', patience: 5, minimumChange: 0 };

describe('every field of a design', () => {
  it('can be varied, or says in a sentence why not', () => {
    const { spec } = checkSpec(
      modesWith({
        factors: [],
        stopping,
        learningRateRule: { kind: 'linear', referenceBatch: 32 },
        'batch.schedule': { kind: 'multiply' },
      }),
      MODES_SHAPE,
    );
    expect(spec).not.toBeNull();
    if (spec === null) return;
    const texts = ['format', 'version', 'name', 'question', 'notes', 'factors'];
    const paths = fieldPaths(spec).filter((path) => path !== '' && !texts.includes(path.split('.')[0]));
    expect(paths.length).toBeGreaterThan(60);
    expect(paths.filter((path) => !canVary(spec, path) && whyFixed(path) === null)).toEqual([]);
  });
  it('that holds a list is no single value', () => {
    const { issues } = checkSpec(
      modesWith({ factors: [{ path: 'schedule.milestones', values: [1, 2] }], schedule: { kind: 'milestones', milestones: [10, 20] } }),
      MODES_SHAPE,
    );
    expect(issues.map((issue) => issue.message)).toEqual([
      '"schedule.milestones" cannot be varied inside one experiment. A list of points is no single value: make one experiment for each list.',
    ]);
  });
});

describe('early stopping itself', () => {
  it('can be varied: some conditions stop, the others make their whole budget', () => {
    const fields = { factors: [{ path: 'stopping.kind', values: ['never', 'patience'] }], stopping: { ...stopping, kind: 'never' } };
    const { spec, plan } = checkSpec(modesWith(fields), MODES_SHAPE);
    expect(plan?.conditions.map((one) => one.stopping)).toEqual([
      undefined,
      { patience: { metric: 'test.loss', evaluations: 5, minimumChange: 0 }, target: null },
    ]);
    expect(spec === null ? null : describeStopping(spec)).toBe(
      'until test loss has not got better in 5 evaluations, with and without stopping early',
    );
  });
  it('asks for nothing to watch where it never stops', () => {
    const fields = {
      factors: [],
      stopping: { ...stopping, kind: 'never', metric: 'validation.loss' },
      'data.split': { train: 0.5, validation: 0, test: 0.5 },
    };
    const { spec, plan } = checkSpec(modesWith(fields), MODES_SHAPE);
    expect([plan?.conditions[0].stopping, spec === null ? 'none' : describeStopping(spec)]).toEqual([undefined, null]);
  });
});
