/** Reduce-on-plateau as a pure rule: against PyTorch's scheduler written out, its floor, and the rates that follow. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateFactor, type RateSchedule } from '#core/schedule/learning-rate';
import { NOT_WAITING } from '#core/schedule/patience';
import { afterEvaluation, earliestReductions, NO_REDUCTIONS, type PlateauRule } from '#core/schedule/plateau';
import { withReductions } from '#core/schedule/learning-rate';

const rule: PlateauRule = { metric: 'train.loss', decay: 0.1, patience: 2, threshold: 0.01, least: 0 };

/** Updates, ten an evaluation, at which the rate falls. */
function reductions(own: PlateauRule, losses: readonly number[]): readonly number[] {
  let state = { waiting: NOT_WAITING, reductions: NO_REDUCTIONS };
  return losses.flatMap((loss, index) => {
    const before = state.reductions.count;
    const evaluation = { update: 10 * index, train: { loss, score: 0 }, validation: null, test: null };
    state = afterEvaluation(own, state, evaluation);
    return state.reductions.count > before ? [state.reductions.since] : [];
  });
}

/** torch.optim.lr_scheduler.ReduceLROnPlateau (mode min, threshold_mode rel), whose patience is one less than ours. */
function byPyTorch({ patience, threshold }: PlateauRule, losses: readonly number[]): readonly number[] {
  let best = Infinity;
  let bad = 0;
  return losses.flatMap((loss, index) => {
    if (loss < best * (1 - threshold)) {
      best = loss;
      bad = 0;
    } else bad++;
    if (bad <= patience - 1) return [];
    bad = 0;
    return [10 * index];
  });
}

describe('reduce-on-plateau', () => {
  it('falls after so many evaluations without progress, and then counts from zero', () => {
    expect(reductions(rule, [1, 0.9, 0.895, 0.893, 0.893, 0.893, 0.5, 0.6])).toEqual([30, 50]);
  });

  it('falls where PyTorch lets it fall', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 2, noNaN: true }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom(0, 1e-4, 0.1),
        (losses, patience, threshold) => {
          const own = { ...rule, patience, threshold };
          expect(reductions(own, losses)).toEqual(byPyTorch(own, losses));
        },
      ),
    );
  });

  it('never falls below its least part', () => {
    expect(reductions({ ...rule, least: 0.01, patience: 1 }, [1, 1, 1, 1, 1, 1])).toEqual([10, 20]);
    expect(reductions({ ...rule, least: 0.05, patience: 1 }, [1, 1, 1, 1, 1, 1])).toEqual([10, 20]);
    const schedule = withReductions(
      { warmUp: 0, course: { kind: 'plateau', ...rule, least: 0.05, reductions: NO_REDUCTIONS } },
      { count: 2, since: 20 },
    );
    expect([19, 20, 1000].map((update) => rateFactor(schedule, update))).toEqual([0.1, 0.05, 0.05]);
  });

  it('is a part of the warm-up while that lasts', () => {
    const schedule: RateSchedule = { warmUp: 4, course: { kind: 'plateau', ...rule, reductions: { count: 1, since: 2 } } };
    expect([1, 2, 3, 4].map((update) => rateFactor(schedule, update))).toEqual([0.5, 0.75 * 0.1, 0.1, 0.1]);
  });

  it('leaves every other schedule as it is', () => {
    const constant: RateSchedule = { warmUp: 3, course: { kind: 'constant' } };
    expect(withReductions(constant, { count: 1, since: 5 })).toBe(constant);
  });

  it('falls at the earliest where nothing is ever better', () => {
    const evaluateAt = Array.from({ length: 8 }, (_, index) => 10 * index);
    expect(earliestReductions(rule, evaluateAt)).toEqual([20, 40, 60]);
    expect(earliestReductions(rule, evaluateAt)).toEqual(reductions(rule, [1, 1, 1, 1, 1, 1, 1]));
    expect(earliestReductions({ ...rule, least: 0.1 }, evaluateAt)).toEqual([20]);
    expect(earliestReductions({ ...rule, patience: 7 }, evaluateAt)).toEqual([]);
  });
});
