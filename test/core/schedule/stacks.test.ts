import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '#core/experiment/plan';
import { checkSpec } from '#core/experiment/validate';
import { relativeCost } from '#core/schedule/relative-cost';
import { type PendingRun, stackRuns, type StackingRules } from '#core/schedule/stacks';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

const rules = (places: number, limit: number): StackingRules => ({
  places,
  limit: () => limit,
  cost: (condition, runs, fromUpdate) => relativeCost(condition.model, condition.batchSize, runs) * (condition.length.updates - fromUpdate),
});

function conditions(fields: Readonly<Record<string, unknown>>): readonly Condition[] {
  return checkSpec(modesWith(fields), MODES_SHAPE).plan?.conditions ?? [];
}

function pending(all: readonly Condition[], replicates: number, fromUpdate = 0): readonly PendingRun[] {
  return all.flatMap((condition) =>
    Array.from({ length: replicates }, (_, replicate) => ({
      runId: `e.${condition.index}.${replicate}`,
      condition,
      replicate,
      fromUpdate,
    })),
  );
}

const MODES_CONDITIONS = conditions({
  factors: [
    {
      paths: ['batch.size', 'optimizer.learningRate'],
      values: [
        ['full', 0.01],
        [32, 0.01],
        [1, 0.01],
        [1, 0.001],
      ],
    },
  ],
});

describe('stacking runs', () => {
  it('puts replicates and learning rates together, batch sizes apart, and splits what outweighs a place', () => {
    const stacks = stackRuns(pending(MODES_CONDITIONS, 10), rules(2, 16));
    expect(stacks.map((stack) => stack.runs.length)).toEqual([10, 10, 10, 10]);
    expect(stacks.map((stack) => stack.runs[0].condition.batchSize)).toEqual([1, 1, 32, 500]);
  });

  it('never lets a place idle while one stack holds everything', () => {
    const stacks = stackRuns(pending(MODES_CONDITIONS.slice(0, 1), 10), rules(4, 16));
    expect(stacks.map((stack) => stack.runs.length).sort()).toEqual([2, 2, 3, 3]);
  });

  it('keeps runs that go on from different updates apart', () => {
    const [condition] = MODES_CONDITIONS;
    const runs = [...pending([condition], 2, 0), ...pending([condition], 2, 50)];
    const stacks = stackRuns(runs, rules(1, 16));
    expect(stacks.map((stack) => new Set(stack.runs.map((run) => run.fromUpdate)).size)).toEqual([1, 1]);
  });

  it('keeps every run exactly once, within the limit, one batch size a stack (any grid, places, limit)', () => {
    const grid = conditions({ factors: [{ path: 'batch.size', values: [1, 7, 32, 450, 'full'] }] });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 20 }),
        (replicates, places, limit) => {
          const runs = pending(grid, replicates);
          const stacks = stackRuns(runs, rules(places, limit));
          expect(stacks.flatMap((stack) => stack.runs.map((run) => run.runId)).sort()).toEqual(runs.map((run) => run.runId).sort());
          for (const stack of stacks) {
            expect(stack.runs.length).toBeLessThanOrEqual(limit);
            expect(stack.runs.length).toBeGreaterThan(0);
            expect(new Set(stack.runs.map((run) => run.condition.batchSize)).size).toBe(1);
          }
          const costs = stacks.map((stack) => stack.cost);
          expect([...costs].sort((a, b) => b - a)).toEqual(costs);
        },
      ),
    );
  });
});
