/** How long training will still take, told from a schedule that a fake clock runs through. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Condition } from '#core/experiment/plan';
import { stackRuns } from '#core/schedule/stacks';
import { checkSpec } from '#core/experiment/validate';
import { totalSeconds } from '#lab/estimate';
import { remainingSeconds, stackingRules } from '#lab/pace';
import type { TrainingCosts } from '#lab/ports/engines';
import type { StoredRun } from '#lab/ports/store';
import { FakeClock } from '#test/support/fake-clock';
import { MODES, MODES_SHAPE } from '#test/support/specs';

const costs = (places: number, stack: number): TrainingCosts => ({
  places,
  stackLimit: () => stack,
  // A stack costs a dispatch and a share a run; larger batches cost more.
  secondsPerUpdate: (_, batchSize, runs) => 2e-4 + runs * (1e-4 + 2e-6 * batchSize),
  secondsPerEvaluation: () => 0,
});

interface Told {
  readonly at: number;
  readonly remaining: number | null;
}

/** Trains the plan on a fake clock, `slower` times as slowly as predicted; what was told on the way, and how long it took. */
function trained(conditions: readonly Condition[], replicates: number, pool: TrainingCosts, slower: number) {
  const clock = new FakeClock();
  const begunAt = clock.now();
  const rules = stackingRules(pool);
  const stored = (update: number, status: StoredRun['status'], condition: number, replicate: number): StoredRun => {
    return {
      ...{ id: `${String(condition)}.${String(replicate)}`, experimentId: 'e', condition, replicate, status, update, seconds: 0 },
      ...{ weightHash: null, recordHash: null, engine: null, device: null, startedAt: null, endedAt: null },
    };
  };
  const runs = new Map(
    conditions.flatMap((_, condition) =>
      Array.from({ length: replicates }, (__, replicate) => {
        const run = stored(0, 'waiting', condition, replicate);
        return [run.id, run] as const;
      }),
    ),
  );
  const before = [...runs.values()];
  const waiting = [
    ...stackRuns(
      before.map(({ id, condition, replicate }) => ({ runId: id, condition: conditions[condition], replicate, fromUpdate: 0 })),
      rules,
    ),
  ];
  const places = Array.from(
    { length: pool.places },
    () => null as { readonly stack: (typeof waiting)[number]; readonly at: number } | null,
  );
  const told: Told[] = [];
  for (;;) {
    const now = (clock.now() - begunAt) / 1000;
    places.forEach((busy, place) => {
      if (busy !== null && now - busy.at >= busy.stack.cost * slower) {
        for (const { runId, condition, replicate } of busy.stack.runs)
          runs.set(runId, stored(condition.length.updates, 'finished', condition.index, replicate));
        places[place] = null;
      }
      if (places[place] === null) {
        const stack = waiting.shift();
        places[place] = stack === undefined ? null : { stack, at: now };
      } else if (busy !== null) {
        const part = (now - busy.at) / (busy.stack.cost * slower);
        for (const { runId, condition, replicate } of busy.stack.runs)
          runs.set(runId, stored(Math.floor(part * condition.length.updates), 'training', condition.index, replicate));
      }
    });
    if (places.every((busy) => busy === null)) return { told, seconds: now };
    const progress = { runs: [...runs.values()], before, elapsedSeconds: now };
    told.push({ at: now, remaining: remainingSeconds(progress, conditions, pool, rules) });
    clock.advance(50);
  }
}

function planned(replicates: number, batchSizes: readonly number[]) {
  const factors = [{ path: 'batch.size', values: batchSizes }];
  const { plan, issues } = checkSpec({ ...MODES, replicates, factors, budget: { unit: 'updates', amount: 4000 } }, MODES_SHAPE);
  if (plan === null) throw new Error(JSON.stringify(issues));
  return plan;
}

describe('the time left', () => {
  it('is within a fifth after a tenth of the work, on a computer that is slower or faster than was measured', () => {
    const design = fc.record({
      replicates: fc.integer({ min: 1, max: 12 }),
      batchSizes: fc.uniqueArray(fc.constantFrom(1, 4, 16, 32, 100, 200), { minLength: 1, maxLength: 4 }),
      places: fc.integer({ min: 1, max: 4 }),
      stack: fc.constantFrom(1, 4, 32),
      slower: fc.constantFrom(0.5, 1, 3),
    });
    fc.assert(
      fc.property(design, ({ replicates, batchSizes, places, stack, slower }) => {
        const pool = costs(places, stack);
        const { told, seconds } = trained(planned(replicates, batchSizes).conditions, replicates, pool, slower);
        const [atTenth] = told.filter(({ at }) => at >= 0.1 * seconds && at > 0.5);
        if (seconds < 2) return;
        expect(Math.abs(atTenth.at + (atTenth.remaining ?? NaN) - seconds) / seconds).toBeLessThan(0.2);
      }),
      { numRuns: 25 },
    );
  });

  it('is what was predicted before anything was done, within a fifth of what it takes', () => {
    for (const [replicates, places] of [
      [1, 2],
      [3, 2],
      [10, 2],
      [10, 4],
    ] as const) {
      const plan = planned(replicates, [1, 16, 200]);
      const pool = costs(places, 8);
      const { seconds } = trained(plan.conditions, replicates, pool, 1);
      expect(Math.abs((totalSeconds(plan, pool) ?? NaN) - seconds) / seconds).toBeLessThan(0.2);
    }
  });
});
