/** Early stopping as a pure rule: by hand, and against a search of the whole record for random courses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterEvaluation, type StoppingRule, type StopReason } from '#core/schedule/early-stopping';
import { isBetter, NOT_WAITING } from '#core/schedule/patience';

const patient = (evaluations: number, minimumChange = 0): StoppingRule => ({
  patience: { metric: 'validation.loss', evaluations, minimumChange },
  target: null,
});

/** Evaluations every ten updates with these validation losses. */
const evaluations = (losses: readonly number[]) =>
  losses.map((loss, index) => ({
    update: 10 * index,
    train: { loss: 0.5, score: 0.5 },
    validation: { loss, score: 1 - loss },
    test: null,
  }));

/** Follows a run; the update at which it ends, and why. */
function end(rule: StoppingRule, losses: readonly number[]): { readonly update: number; readonly reason: StopReason } | null {
  let waiting = NOT_WAITING;
  for (const evaluation of evaluations(losses)) {
    const after = afterEvaluation(rule, waiting, evaluation);
    if (after.reason !== null) return { update: evaluation.update, reason: after.reason };
    waiting = after.waiting;
  }
  return null;
}

describe('early stopping', () => {
  it('ends a run after so many evaluations in a row without a better one', () => {
    expect(end(patient(3), [1, 0.8, 0.7, 0.7, 0.9, 0.8, 0.1])).toEqual({
      update: 50,
      reason: { rule: 'patience', metric: 'validation.loss', evaluations: 3, minimumChange: 0, best: 0.7, bestAt: 20 },
    });
    expect(end(patient(4), [1, 0.8, 0.7, 0.7, 0.9, 0.8, 0.1])).toBeNull();
  });

  it('counts from the evaluation before training, which may stay the best', () => {
    expect(end(patient(2), [1, 2, 3])?.update).toBe(20);
  });

  it('takes a small change for none where a smallest one is asked for', () => {
    expect(end(patient(2, 0.1), [1, 0.95, 0.91, 0.5])?.update).toBe(20);
    // The best stays what it was: slow progress adds up.
    expect(end(patient(2, 0.1), [1, 0.95, 0.85, 0.8, 0.7])).toBeNull();
  });

  it('ends at the target, at once where it is reached already, and names the target where both rules apply', () => {
    const target = { metric: 'validation.accuracy', value: 0.5 } as const;
    const rule: StoppingRule = { patience: null, target };
    expect(end(rule, [0.9, 0.6, 0.5, 0.1])).toEqual({
      update: 20,
      reason: { rule: 'target', metric: 'validation.accuracy', value: 0.5, target: 0.5 },
    });
    expect(end(rule, [0.4])?.update).toBe(0);
    expect(end({ ...patient(2), target }, [0.1, 0.2])?.reason.rule).toBe('target');
    expect(end({ ...patient(1), target: { ...target, value: 0.95 } }, [0.1, 0.2])?.reason.rule).toBe('patience');
  });

  it('takes what is not a number for no better, and a part without rows for never', () => {
    expect(end(patient(2), [NaN, NaN])?.update).toBe(10);
    expect(end(patient(2), [NaN, 1, NaN, 0.5])).toBeNull();
    const onTest: StoppingRule = { patience: null, target: { metric: 'test.loss', value: 1e9 } };
    expect(end(onTest, [0.1])).toBeNull();
  });

  it('is where a search of the whole record finds it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 3 }),
        (losses, patience, least) => {
          // Records that beat the one before by more than `least`, found by going over everything before again and again.
          const isRecord = (index: number): boolean => {
            const before = losses.slice(0, index).filter((_, earlier) => isRecord(earlier));
            return before.length === 0 || losses[index] < Math.min(...before) - least;
          };
          const records = losses.map((_, index) => isRecord(index));
          const found = losses.findIndex((_, index) => index >= patience && !records.slice(index - patience + 1, index + 1).includes(true));
          expect(end(patient(patience, least), losses)?.update ?? -10).toBe(10 * found);
        },
      ),
    );
  });

  it('is the same however the record is cut, for what it remembers is all that it needs', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 2, maxLength: 30 }), fc.nat(), (losses, at) => {
        const cut = 1 + (at % (losses.length - 1));
        const all = evaluations(losses);
        const follow = (from: typeof NOT_WAITING, part: typeof all) =>
          part.reduce((waiting, one) => afterEvaluation(patient(3), waiting, one).waiting, from);
        const remembered: unknown = JSON.parse(JSON.stringify(follow(NOT_WAITING, all.slice(0, cut))));
        expect(follow(remembered as typeof NOT_WAITING, all.slice(cut))).toEqual(follow(NOT_WAITING, all));
      }),
    );
  });
});

describe('better', () => {
  it('is less of a loss and more of an accuracy, by an amount or by a part of the best', () => {
    const by = (kind: 'absolute' | 'relative', amount: number) => ({ kind, amount });
    expect(isBetter('test.loss', 0.4, 0.5, by('absolute', 0))).toBe(true);
    expect(isBetter('test.accuracy', 0.4, 0.5, by('absolute', 0))).toBe(false);
    expect(isBetter('test.accuracy', 0.6, 0.5, by('absolute', 0.2))).toBe(false);
    expect(isBetter('train.loss', 0.46, 0.5, by('relative', 0.1))).toBe(false);
    expect(isBetter('train.loss', 0.44, 0.5, by('relative', 0.1))).toBe(true);
    expect(isBetter('train.accuracy', 0.56, 0.5, by('relative', 0.1))).toBe(true);
  });
});
