/** How long training will still take, told from a schedule that a fake clock runs through. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Condition } from '#core/experiment/plan';
import type { ProbeRequest } from '#core/probes/questions';
import { type Stack, stackRuns } from '#core/schedule/stacks';
import { checkSpec } from '#core/experiment/validate';
import { allAtOnce } from '#core/steps';
import { planSeconds, wholeSeconds } from '#lab/estimate';
import { stackingRules } from '#lab/pace';
import type { TrainingCosts } from '#lab/ports/engines';
import { TimeLeft } from '#lab/time-left';
import { FakeClock } from '#test/support/fake-clock';
import { type LabBench, labBench, settle } from '#test/support/lab-bench';
import { scriptedProgress } from '#test/support/scripted-engines';
import { MODES, MODES_SHAPE, modesWith } from '#test/support/specs';

const costs = (places: number, stack: number): TrainingCosts => ({
  places,
  stackLimit: () => stack,
  // A stack costs a dispatch and a share a run; larger batches cost more.
  secondsPerUpdate: (_, batchSize, runs) => 2e-4 + runs * (1e-4 + 2e-6 * batchSize),
  secondsPerEvaluation: (_, __, runs) => 5e-4 * runs,
  secondsPerStop: () => 1e-3,
  secondsPerStack: () => 0.02,
  secondsToStart: () => 0,
});

interface Told {
  readonly at: number;
  readonly remaining: number | null;
}

/** Trains the plan on a fake clock; `slower` says how many times as long as predicted a stack takes. What was told, and how long it took. */
function trained(conditions: readonly Condition[], replicates: number, pool: TrainingCosts, slower: (stack: Stack) => number) {
  const clock = new FakeClock();
  const begunAt = clock.now();
  const timeLeft = new TimeLeft(pool);
  const pending = conditions.flatMap((condition) =>
    Array.from({ length: replicates }, (_, replicate) => {
      return { runId: `${String(condition.index)}.${String(replicate)}`, condition, replicate, fromUpdate: 0 };
    }),
  );
  let waiting = stackRuns(pending, stackingRules(pool));
  const training = new Set<string>();
  const places = Array.from(
    { length: pool.places },
    () => null as { readonly id: string; readonly stack: Stack; readonly at: number } | null,
  );
  const told: Told[] = [];
  for (let jobs = 0; ;) {
    const now = (clock.now() - begunAt) / 1000;
    places.forEach((busy, place) => {
      const part = busy === null ? 0 : Math.min(1, (now - busy.at) / (busy.stack.cost * slower(busy.stack)));
      if (busy !== null && part > 0) {
        timeLeft.progressed(busy.id, Math.floor(part * busy.stack.runs[0].condition.length.updates), now);
        if (part < 1) return;
        timeLeft.ended(busy.id);
        for (const { runId } of busy.stack.runs) training.delete(runId);
        places[place] = null;
      }
      if (places[place] !== null || waiting.length === 0) return;
      const [stack, ...rest] = waiting;
      waiting = rest;
      const started = { id: String(jobs++), stack, at: now };
      timeLeft.started(started.id, stack);
      for (const { runId } of stack.runs) training.add(runId);
      places[place] = started;
    });
    const remaining = timeLeft.seconds(waiting, (runId) => (training.has(runId) ? 0 : null));
    if (places.every((busy) => busy === null)) return { told, seconds: now, atEnd: remaining };
    told.push({ at: now, remaining });
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
        const { told, seconds } = trained(planned(replicates, batchSizes).conditions, replicates, pool, () => slower);
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
      const { seconds } = trained(plan.conditions, replicates, pool, () => 1);
      expect(Math.abs((allAtOnce(planSeconds(plan, pool)).total ?? NaN) - seconds) / seconds).toBeLessThan(0.2);
    }
  });

  it('counts the start of engine processes and the probes of the design, before and while it trains', () => {
    const plan = planned(3, [1, 16]);
    const starting = { ...costs(2, 8), secondsToStart: () => 0.5 };
    const training = allAtOnce(planSeconds(plan, starting));
    const probes: readonly ProbeRequest[] = [{ kind: 'sharpness', rows: 'all', boxSizes: [1e-3] }];
    const whole = allAtOnce(wholeSeconds(plan, probes, starting));
    expect(whole.probes).toBeGreaterThan(1);
    expect(whole.total).toBeCloseTo((training.total ?? NaN) + 0.5 + whole.probes, 9);
    expect(whole.oneSeed).toBeCloseTo((training.oneSeed ?? NaN) + 0.5 + whole.probes / 3, 9);
    expect(whole.conditions).toEqual(training.conditions);
    const [stack] = stackRuns([{ runId: 'a', condition: plan.conditions[0], replicate: 0, fromUpdate: 0 }], stackingRules(starting));
    const [left, leftWhileOneRuns] = [starting, costs(2, 8)].map((pool) => new TimeLeft(pool).seconds([stack], () => 0) ?? NaN);
    expect(left - leftWhileOneRuns).toBeCloseTo(0.5, 9);
  });

  it('is never negative or without a number, jumps little, and comes to nothing, whichever conditions are slower', () => {
    const batchSizes = [1, 4, 16, 64, 200];
    const plan = planned(6, batchSizes);
    const factor = fc.double({ min: 0.4, max: 2.5, noNaN: true });
    const design = fc.record({
      factors: fc.tuple(factor, factor, factor, factor, factor),
      places: fc.integer({ min: 1, max: 4 }),
      stack: fc.constantFrom(1, 3, 6),
    });
    fc.assert(
      fc.property(design, ({ factors, places, stack }) => {
        const slower = ({ runs }: Stack): number => factors[runs[0].condition.index];
        const { told, seconds, atEnd } = trained(plan.conditions, 6, costs(places, stack), slower);
        expect(atEnd).toBe(0);
        const totals = told.map(({ at, remaining }) => ({ at, total: at + (remaining ?? NaN) }));
        for (const { at, total } of totals) expect(total).toBeGreaterThanOrEqual(at);
        for (const [index, { at, total }] of totals.slice(1).entries()) {
          const change = Math.max(total / totals[index].total, totals[index].total / total);
          expect(change).toBeLessThan(at > 0.1 * seconds ? 1.25 : 2.5);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('follows a computer that becomes busy within the minute', () => {
    const plan = planned(1, [1]);
    const pool = { ...costs(1, 1), secondsPerUpdate: () => 0.1 };
    const timeLeft = new TimeLeft(pool);
    const [stack] = stackRuns([{ runId: 'a', condition: plan.conditions[0], replicate: 0, fromUpdate: 0 }], stackingRules(pool));
    timeLeft.started('job', stack);
    let update = 0;
    for (let second = 0; second < 200; second++) timeLeft.progressed('job', (update += 10), second);
    const left = (): number => (timeLeft.seconds([], () => 0) ?? NaN) / ((plan.conditions[0].length.updates - update) * 0.1);
    expect(left()).toBeGreaterThan(0.95);
    expect(left()).toBeLessThan(1.05);
    for (let second = 200; second < 290; second++) timeLeft.progressed('job', (update += 5), second);
    expect(left()).toBeGreaterThan(1.8);
    expect(left()).toBeLessThan(2.1);
  });
});

describe('the time left of an experiment', () => {
  let bench: LabBench;
  beforeEach(() => {
    bench = labBench(1);
  });
  afterEach(() => bench.remove());

  const left = async (id: string): Promise<number> => {
    const { progress } = await bench.lab.handlers['experiments.get']({ id });
    expect(progress.remainingSeconds).toBeGreaterThanOrEqual(0);
    return progress.remainingSeconds ?? NaN;
  };
  const work = (from: number, to: number): void => {
    const { job, emit } = bench.pool.jobs[bench.pool.jobs.length - 1];
    for (let update = from + 50; update <= to; update += 50) {
      bench.clock.advance(50);
      emit({
        kind: 'progress',
        jobId: job.id,
        update,
        runs: job.runs.map(({ runId }) => ({ ...scriptedProgress(runId, update), metrics: {} })),
      });
    }
  };

  it('ends with what the probes of the design will take, fewer where a condition is skipped', async () => {
    const call = bench.lab.handlers;
    const probes = [{ kind: 'sharpness' }];
    const spec = modesWith({ replicates: 2, record: { probes } });
    const { id } = await call['experiments.start']({ spec });
    await settle();
    const plain = await call['design.check']({ spec: modesWith({ replicates: 2 }) });
    const { estimatedSeconds, probeSeconds } = await call['design.check']({ spec });
    expect([plain.probeSeconds, probeSeconds > 1]).toEqual([0, true]);
    expect(estimatedSeconds).toBeCloseTo((plain.estimatedSeconds ?? NaN) + probeSeconds, 9);
    const before = await left(id);
    expect(before).toBeGreaterThan(probeSeconds);
    await call['experiments.skip']({ id, condition: 2 });
    const { remainingSeconds } = (await call['experiments.get']({ id })).progress;
    expect(before - (remainingSeconds ?? NaN)).toBeGreaterThan(probeSeconds / 3 - 1e-9);
  });

  it('stands still while it is paused, shrinks with what is skipped, and grows with added seeds', async () => {
    const call = bench.lab.handlers;
    const { id } = await call['experiments.start']({ spec: modesWith({ replicates: 2, 'budget.amount': 40 }) });
    await settle();
    const first = await left(id);
    work(0, 200);
    const before = await left(id);
    expect(before).toBeLessThan(first);
    await call['experiments.pause']({ id });
    bench.clock.advance(3_600_000);
    expect(await left(id)).toBe(before);
    await call['experiments.resume']({ id });
    expect(await left(id)).toBe(before);
    work(200, 400);
    const later = await left(id);
    expect(later).toBeLessThan(before);
    await call['experiments.skip']({ id, condition: 2 });
    const skipped = await left(id);
    expect(skipped).toBeLessThan(later);
    await call['experiments.unskip']({ id, condition: 2 });
    expect(await left(id)).toBeCloseTo(later, 6);
    await call['experiments.addReplicates']({ id, count: 3 });
    expect(await left(id)).toBeGreaterThan(later);
  });
});
