/** Optimizers, schedules and batches of a design: what they expand to, and what is said about wrong ones. */
import { describe, expect, it } from 'vitest';
import { optimizerDefaults } from '#core/experiment/optimizers';
import { checkSpec } from '#core/experiment/validate';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

/** 500 training rows, batch 50: 10 updates an epoch, 20 epochs unless the fields say otherwise. */
const check = (fields: Readonly<Record<string, unknown>>) =>
  checkSpec(modesWith({ factors: [], 'batch.size': 50, 'budget.amount': 20, ...fields }), MODES_SHAPE);
const condition = (fields: Readonly<Record<string, unknown>>) => {
  const { plan, issues } = check(fields);
  if (plan === null) throw new Error(JSON.stringify(issues));
  return plan.conditions[0];
};
const errors = (fields: Readonly<Record<string, unknown>>) =>
  check(fields)
    .issues.filter((issue) => issue.severity === 'error')
    .map(({ path, message }) => `${path} ${message}`);

describe('a design', () => {
  it('of before optimizers had kinds means what it meant', () => {
    const { optimizer, schedule, laterBatches, sampling, labelSmoothing } = condition({});
    expect(optimizer).toEqual({ ...optimizerDefaults({ kind: 'sgd', learningRate: 0.01 }), momentum: 0.9 });
    expect({ schedule, laterBatches, sampling, labelSmoothing }).toEqual({
      schedule: { warmUp: 0, course: { kind: 'constant' } },
      laterBatches: [],
      sampling: 'shuffle',
      labelSmoothing: 0,
    });
  });

  it('varies the kinds of optimizer, schedule and batch schedule by their paths', () => {
    const { plan } = checkSpec(
      modesWith({
        factors: [
          { path: 'optimizer.kind', values: ['sgd', 'adam', 'lamb'] },
          { path: 'schedule.kind', values: ['constant', 'cosine'] },
          { path: 'batch.schedule.kind', values: ['constant', 'multiply'] },
          { path: 'optimizer.clipNorm', values: ['off', 1] },
        ],
      }),
      MODES_SHAPE,
    );
    expect(plan?.conditions).toHaveLength(24);
    expect(new Set(plan?.conditions.map((one) => JSON.stringify([one.optimizer, one.schedule, one.laterBatches]))).size).toBe(24);
    expect(plan?.conditions.map((one) => one.optimizer.momentum)).toEqual([
      ...new Array<number>(8).fill(0.9),
      ...new Array<number>(16).fill(0),
    ]);
  });

  it('counts schedules in updates', () => {
    expect(condition({ schedule: { kind: 'cosine', warmUp: 2 } }).schedule).toEqual({
      warmUp: 20,
      course: { kind: 'cosine', total: 200, end: 0 },
    });
    expect(condition({ schedule: { kind: 'milestones', milestones: [5, 10] } }).schedule.course).toEqual({
      kind: 'milestones',
      at: [50, 100],
      decay: 0.1,
    });
    expect(condition({ schedule: { kind: 'step', every: 8 } }).schedule.course).toEqual({ kind: 'milestones', at: [80, 160], decay: 0.1 });
    expect(condition({ schedule: { kind: 'exponential', every: 15, unit: 'updates' } }).schedule.course).toMatchObject({ every: 15 });
  });

  it('changes the batch size at epochs or updates, and counts all else accordingly', () => {
    const changes = [
      { at: 2, size: 100 },
      { at: 4, size: 'full' },
    ];
    const changed = condition({ 'batch.schedule': { kind: 'changes', changes }, 'budget.amount': 6 });
    expect(changed.laterBatches).toEqual([
      { fromUpdate: 20, size: 100 },
      { fromUpdate: 30, size: 500 },
    ]);
    expect([changed.length.updates, changed.epochs, changed.samples]).toEqual([32, 6, 3000]);
    expect(changed.evaluateAt).toEqual([0, 10, 20, 25, 30, 31, 32]);
    const milestones = condition({
      'batch.schedule': { kind: 'changes', changes },
      'budget.amount': 6,
      schedule: { kind: 'milestones', milestones: [1, 3, 5] },
    }).schedule.course;
    expect(milestones).toMatchObject({ at: [10, 25, 31] });
  });

  it('multiplies the batch size up to a limit', () => {
    const grown = condition({ 'batch.schedule': { kind: 'multiply', by: 3, every: 2, most: 300 } });
    expect(grown.laterBatches).toEqual([
      { fromUpdate: 20, size: 150 },
      { fromUpdate: 28, size: 300 },
    ]);
    expect(condition({ 'batch.size': 'full', 'batch.schedule': { kind: 'multiply' } }).laterBatches).toEqual([]);
  });
});

describe('a sentence says', () => {
  it('that beta must stay below 1', () => {
    expect(errors({ optimizer: { kind: 'adam', learningRate: 0.001, beta1: 1 } })).toEqual([
      'optimizer.beta1 must be less than 1 (0.9 is usual): at 1 the average never takes in a gradient.',
    ]);
  });

  it('which optimizer was meant', () => {
    expect(errors({ 'optimizer.kind': 'adamw' })[0]).toContain('Did you mean "adamW"?');
  });

  it('that a warm-up is longer than the run', () => {
    expect(errors({ schedule: { kind: 'cosine', warmUp: 20 } })).toEqual([
      'schedule.warmUp takes 200 updates, but the run makes only 200: it would never train at its full rate. Shorten it or raise the budget.',
    ]);
  });

  it('that milestones and changes must ascend', () => {
    expect(errors({ schedule: { kind: 'milestones', milestones: [30, 20] } })).toEqual([
      'schedule.milestones.1 must be greater than the point before it, 30, but is 20. Write the points in ascending order.',
    ]);
    expect(errors({ schedule: { kind: 'milestones' } })[0]).toContain('schedule.milestones needs at least one point');
    const changes = [
      { at: 4, size: 100 },
      { at: 4, size: 600 },
    ];
    expect(errors({ 'batch.schedule': { kind: 'changes', changes } })).toEqual([
      'batch.schedule.changes.1.size Batch 600 is larger than the 500 training samples. Use "full" or at most 500.',
      'batch.schedule.changes.1.at must come after the change before it (4 epochs), but is 4. Write the changes in ascending order.',
    ]);
  });

  it('which schedules need a known length, and that one cycle has its own warm-up', () => {
    expect(errors({ schedule: { kind: 'cosine' }, budget: { unit: 'seconds', amount: 10 } })[0]).toContain(
      'a budget in seconds does not tell',
    );
    expect(errors({ schedule: { kind: 'oneCycle', warmUp: 1 } })[0]).toContain('set "rise" instead');
  });

  it('which settings have no effect, unless some condition uses them', () => {
    const { issues } = check({ 'optimizer.kind': 'adam' });
    expect(issues).toContainEqual({
      path: 'optimizer.momentum',
      message: 'has no effect: adam does not use it. Set it back to its default.',
      severity: 'warning',
    });
    const varied = check({ factors: [{ path: 'optimizer.kind', values: ['adam', 'sgd'] }] });
    expect(varied.issues.map((issue) => issue.path)).not.toContain('optimizer.momentum');
    expect(check({ 'batch.schedule': { kind: 'changes', changes: [{ at: 30, size: 100 }] } }).issues.map((issue) => issue.path)).toContain(
      'batch.schedule.changes',
    );
  });
});
