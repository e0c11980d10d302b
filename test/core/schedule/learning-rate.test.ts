/** Learning-rate schedules as pure functions, at their edges and in between. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONSTANT_RATE, rateFactor, type RateCourse } from '#core/schedule/learning-rate';

const at = (course: RateCourse, updates: readonly number[], warmUp = 0): readonly number[] =>
  updates.map((update) => rateFactor({ warmUp, course }, update));

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index], 12));
}

describe('the factor of the learning rate', () => {
  it('is 1 for ever when constant', () => {
    expect([0, 1, 1e9].map((update) => rateFactor(CONSTANT_RATE, update))).toEqual([1, 1, 1]);
  });

  it('falls after every so many updates, and at milestones', () => {
    expectClose(at({ kind: 'step', every: 10, decay: 0.5 }, [0, 9, 10, 19, 20, 35]), [1, 1, 0.5, 0.5, 0.25, 0.125]);
    expectClose(at({ kind: 'milestones', at: [3, 7], decay: 0.1 }, [0, 2, 3, 6, 7, 100]), [1, 1, 0.1, 0.1, 0.01, 0.01]);
  });

  it('falls exponentially, along a power and along a cosine', () => {
    expectClose(at({ kind: 'exponential', every: 10, decay: 0.25 }, [0, 5, 10, 20]), [1, 0.5, 0.25, 0.0625]);
    expectClose(at({ kind: 'polynomial', total: 10, end: 0, power: 1 }, [0, 1, 5, 9]), [1, 0.9, 0.5, 0.1]);
    expectClose(at({ kind: 'polynomial', total: 10, end: 0.2, power: 2 }, [0, 5]), [1, 0.2 + 0.8 * 0.25]);
    expectClose(at({ kind: 'cosine', total: 8, end: 0 }, [0, 2, 4, 6]), [1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2]);
    expectClose(at({ kind: 'cosine', total: 8, end: 0.5 }, [0, 4, 8]), [1, 0.75, 0.5]);
  });

  it('rises in a straight line during a warm-up, and the course begins after it', () => {
    expectClose(at({ kind: 'constant' }, [0, 1, 3, 4], 4), [0.25, 0.5, 1, 1]);
    expectClose(at({ kind: 'polynomial', total: 14, end: 0, power: 1 }, [0, 3, 4, 9, 13], 4), [0.25, 1, 1, 0.5, 0.1]);
    expectClose(at({ kind: 'milestones', at: [2, 6], decay: 0.5 }, [1, 2, 5, 6], 4), [0.5, 0.375, 0.5, 0.25]);
  });

  it('goes through one cycle as torch.optim.lr_scheduler.OneCycleLR does', () => {
    // total_steps 10, pct_start 0.3: peak at step 2, end at step 9; cosines in between.
    const course = { kind: 'oneCycle', total: 10, rise: 0.3, startDivisor: 25, endDivisor: 10_000 } as const;
    const middle = (from: number, to: number, share: number): number => to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
    expectClose(at(course, [0, 1, 2, 5, 9]), [0.04, middle(0.04, 1, 0.5), 1, middle(1, 4e-6, 3 / 7), 4e-6]);
  });

  it('is above zero and at most one at every update of a run', () => {
    const total = fc.integer({ min: 1, max: 500 });
    const courses = total.chain((updates) =>
      fc.tuple(
        fc.constant(updates),
        fc.constantFrom<RateCourse>(
          { kind: 'constant' },
          { kind: 'step', every: 1, decay: 0.01 },
          { kind: 'exponential', every: 1, decay: 0.001 },
          { kind: 'polynomial', total: updates, end: 0, power: 10 },
          { kind: 'cosine', total: updates, end: 0 },
          { kind: 'oneCycle', total: updates, rise: 0.3, startDivisor: 25, endDivisor: 1e9 },
          { kind: 'oneCycle', total: updates, rise: 1, startDivisor: 25, endDivisor: 1e4 },
        ),
        fc.nat(updates - 1),
      ),
    );
    fc.assert(
      fc.property(courses, ([updates, course, warmUp]) => {
        for (let update = 0; update < updates; update++) {
          const factor = rateFactor({ warmUp: course.kind === 'oneCycle' ? 0 : warmUp, course }, update);
          expect(factor).toBeGreaterThan(0);
          expect(factor).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
