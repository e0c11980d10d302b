import { describe, expect, it } from 'vitest';
import { sourceShape } from '#core/data/shape';
import { batchDefaults } from '#core/experiment/batches';
import type { Plan } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { checkSpec } from '#core/experiment/validate';
import { batchCourses, rateCourses } from '#renderer/features/designer/courses.ts';
import { newExperiment } from '#renderer/features/designer/new-experiment.ts';
import {
  BATCH_SCHEDULE_OPTIONS,
  SCHEDULE_OPTIONS,
  withBatchScheduleKind,
  withScheduleKind,
} from '#renderer/features/designer/schedule-words.ts';
import { batchSummary, learningRateSummary } from '#renderer/features/designer/summaries.ts';

const spec = newExperiment();
const { source } = spec.data;
const shape = source.kind === 'dataset' ? null : sourceShape(source);
const budgets = [
  { unit: 'epochs', amount: 50 },
  { unit: 'epochs', amount: 1 },
  { unit: 'updates', amount: 900 },
  { unit: 'samples', amount: 5000 },
] as const;

function planOf(design: ExperimentSpec): Plan {
  const { plan, issues } = checkSpec(design, shape);
  if (plan === null) throw new Error(JSON.stringify(issues));
  return plan;
}

describe('changing a schedule', () => {
  it('leaves a design that can start and a curve within the run, for each kind and budget', () => {
    for (const budget of budgets) {
      const design = { ...spec, budget };
      for (const { value } of SCHEDULE_OPTIONS) {
        const drawn = rateCourses(planOf(withScheduleKind(design, value, planOf(design))), budget.unit);
        expect(drawn?.unit).toBe(budget.unit === 'updates' ? 'updates' : 'epochs');
        for (const [x, y] of drawn?.courses.flatMap(({ points }) => points) ?? []) {
          expect(x >= 0 && x <= (drawn?.length ?? 0) && y > 0 && y <= 1).toBe(true);
        }
      }
      for (const { value } of BATCH_SCHEDULE_OPTIONS) {
        const changed = withBatchScheduleKind(design, value, planOf(design));
        expect(batchCourses(planOf(changed), budget.unit)?.courses.length).toBeGreaterThan(0);
      }
    }
  });

  it('keeps what both kinds read, and comes back to a plain constant', () => {
    const step = withScheduleKind({ ...spec, schedule: { ...spec.schedule, warmUp: 5 } }, 'step', planOf(spec));
    const exponential = withScheduleKind({ ...step, schedule: { ...step.schedule, decay: 0.5, every: 7 } }, 'exponential', null);
    expect(exponential.schedule).toMatchObject({ kind: 'exponential', warmUp: 5, decay: 0.5, every: 7, unit: 'epochs' });
    const back = withScheduleKind(withScheduleKind(exponential, 'oneCycle', null), 'constant', null);
    expect(back.schedule).toEqual(spec.schedule);
  });

  it('no longer varies what the new kind does not read', () => {
    const varied = {
      ...spec,
      factors: [{ path: 'schedule.end', values: [0, 0.1] }],
      schedule: { ...spec.schedule, kind: 'cosine' as const },
    };
    expect(withScheduleKind(varied, 'step', null).factors).toEqual([]);
    expect(withScheduleKind(varied, 'polynomial', null).factors).toEqual(varied.factors);
  });
});

describe('courses', () => {
  it('are one where the conditions share them, and falls at its milestone', () => {
    const design: ExperimentSpec = { ...spec, schedule: { ...spec.schedule, kind: 'milestones', milestones: [25], decay: 0.1 } };
    const drawn = rateCourses(planOf(design), 'epochs');
    expect(drawn?.courses).toHaveLength(1);
    const heights = drawn?.courses[0].points.map(([x, y]) => [x < 25, Number(y.toFixed(6))]) ?? [];
    expect(heights.every(([isEarly, height]) => height === (isEarly === true ? 1 : 0.1))).toBe(true);
  });

  it('step up where the batch grows', () => {
    const schedule = { ...batchDefaults(100).schedule, kind: 'changes' as const, changes: [{ at: 10, size: 250 }] };
    const design: ExperimentSpec = { ...spec, factors: [], batch: { ...batchDefaults(100), schedule } };
    expect(batchCourses(planOf(design), 'epochs')?.courses[0].points).toEqual([
      [0, 100],
      [10, 100],
      [10, 250],
      [50, 250],
    ]);
    expect(batchSummary(design, 500)).toBe('100 for every run; 250 from epoch 10');
  });

  it('of a plateau fall at the earliest, and at no part that the design does not have', () => {
    const design = withScheduleKind({ ...spec, budget: { unit: 'epochs', amount: 50 } }, 'plateau', planOf(spec));
    expect(design.schedule).toMatchObject({ kind: 'plateau', metric: 'train.loss', patience: 10 });
    const half = { ...design, schedule: { ...design.schedule, decay: 0.5, end: 0.2 } };
    const drawn = rateCourses(planOf(half), 'epochs');
    const heights = new Map(drawn?.courses[0].points.map(([x, y]) => [Math.floor(x / 10), y]));
    expect([0, 1, 2, 3, 4].map((ten) => heights.get(ten))).toEqual([1, 0.5, 0.25, 0.2, 0.2]);
    expect(learningRateSummary(half)).toContain('times 0.5 when training loss has not got better in 10 evaluations');
    const { split } = spec.data;
    const validated = { ...spec, data: { ...spec.data, split: { ...split, train: 0.4, validation: 0.1 } } };
    expect(withScheduleKind(validated, 'plateau', null).schedule.metric).toBe('validation.loss');
  });

  it('are not drawn for a budget in seconds', () => {
    expect(rateCourses(planOf(spec), 'seconds')).toBeNull();
  });
});

it('sums the learning rate up', () => {
  expect(learningRateSummary(spec)).toBe('0.01 for every batch size, constant');
  const cosine = withScheduleKind({ ...spec, schedule: { ...spec.schedule, warmUp: 5 } }, 'cosine', null);
  expect(learningRateSummary(cosine)).toBe('0.01 for every batch size, along a cosine to 0 of it after a warm-up of 5 epochs');
});
