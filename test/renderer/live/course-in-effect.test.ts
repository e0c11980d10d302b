/** Learning rate and batch size in effect: the same numbers that training uses. */
import { expect, test } from 'vitest';
import { rateFactor } from '#core/schedule/learning-rate';
import { evaluationColumns, type Evaluation } from '#core/series/evaluation';
import { courseInEffect } from '#renderer/features/live/course-in-effect.ts';
import { planned } from '#test/renderer/charts/planned';

const { conditions } = planned([{ path: 'batch.size', values: [32] }]);
const [condition] = conditions;
const ROWS = 500;

function at(update: number, loss: number): Evaluation {
  return {
    update,
    samples: update * 32,
    epoch: (update * 32) / ROWS,
    seconds: update / 100,
    train: { loss, score: 0.5 },
    validation: null,
    test: null,
    recent: null,
    weightDistance: 0,
    weightNorm: 1,
  };
}
const columns = evaluationColumns([at(0, 1), at(10, 1), at(20, 1), at(30, 1), at(40, 1)]);

test('a schedule is drawn up to where the run is, on any axis', () => {
  const schedule = { warmUp: 5, course: { kind: 'step' as const, every: 20, decay: 0.1 } };
  const run = { columns, update: 40 };
  const course = courseInEffect({ ...condition, schedule }, ROWS, run, 'updates');
  expect(course.x.at(-1)).toBe(40);
  expect(course.learningRate).toEqual(course.x.map((update) => condition.optimizer.learningRate * rateFactor(schedule, update)));
  expect(courseInEffect({ ...condition, schedule }, ROWS, run, 'seconds').x.at(-1)).toBeCloseTo(0.4);
  expect(courseInEffect({ ...condition, schedule }, ROWS, run, 'samples').x.at(-1)).toBe(500 * 2 + 8 * 32);
});

test('a batch size that grows is seen from its update on', () => {
  const grown = { ...condition, laterBatches: [{ fromUpdate: 16, size: 64 }] };
  const { x, batchSize } = courseInEffect(grown, ROWS, { columns, update: 40 }, 'updates');
  expect(batchSize).toEqual(x.map((update) => (update < 16 ? 32 : 64)));
});

test('a rate that follows the data falls when the evaluations say so', () => {
  const rule = {
    kind: 'plateau' as const,
    metric: 'train.loss' as const,
    decay: 0.5,
    patience: 2,
    threshold: 0,
    least: 0,
    reductions: { count: 0, since: 0 },
  };
  const { x, learningRate } = courseInEffect(
    { ...condition, schedule: { warmUp: 0, course: rule } },
    ROWS,
    { columns, update: 40 },
    'updates',
  );
  const rateAt = (update: number): number => learningRate[x.indexOf(update)] / condition.optimizer.learningRate;
  expect([rateAt(0), rateAt(19), rateAt(20), rateAt(39), rateAt(40)]).toEqual([1, 1, 0.5, 0.5, 0.25]);
});
