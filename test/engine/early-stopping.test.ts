/** Runs that end early or change their learning rate because of their evaluations: alone, in stacks, cut into blocks and resumed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlateauRule } from '#core/schedule/plateau';
import { NO_REDUCTIONS } from '#core/schedule/plateau';
import type { StoppingRule } from '#core/schedule/early-stopping';
import type { RateSchedule } from '#core/schedule/learning-rate';
import type { EngineEvent, StackedRun, TrainingJob } from '#lab/ports/engines';
import { checkpoints, classData, job, run, stories, trainHere } from '#test/engine/support/jobs';

const data = classData(120, 80);
const updates = 120;
const evaluateAt = Array.from({ length: 25 }, (_, index) => index * 5);
const short = { updates, evaluateAt, batchSize: 8 };

const patient = (evaluations: number): StoppingRule => ({
  patience: { metric: 'validation.loss', evaluations, minimumChange: 0 },
  target: null,
});
const toTarget: StoppingRule = { patience: null, target: { metric: 'train.accuracy', value: 0.7 } };
const plateau = (changes: Partial<PlateauRule> = {}): RateSchedule => ({
  warmUp: 0,
  course: {
    kind: 'plateau',
    metric: 'validation.loss',
    decay: 0.5,
    patience: 2,
    threshold: 1e-4,
    least: 0.01,
    reductions: NO_REDUCTIONS,
    ...changes,
  },
});
const outcomes = (events: readonly EngineEvent[]) => events.flatMap((event) => (event.kind === 'outcome' ? event.runs : []));
const falls = (events: readonly EngineEvent[], runId: string) =>
  events.flatMap((event) =>
    event.kind === 'notice' && event.notice.kind === 'rateReduced' && event.notice.runId === runId
      ? [[event.notice.update, event.notice.learningRate] as const]
      : [],
  );

/** Rates at which some runs soon stop getting better. */
const mixed = (changes: (index: number) => Partial<StackedRun>): readonly StackedRun[] =>
  [0.05, 0.6, 0.02, 0.9, 0.1, 0.4].map((learningRate, index) => run(index, { learningRate, ...changes(index) }));

async function resumedAt(theJob: TrainingJob, blocks: number): Promise<readonly EngineEvent[]> {
  const before = await trainHere(theJob, data, { blockLimit: () => 3, stopAfterBlocks: blocks });
  const saved = checkpoints(before);
  const over = new Set(outcomes(before).map(({ runId }) => runId));
  const left = theJob.runs.filter(({ runId }) => !over.has(runId));
  const resumed = left.map((one) => ({ ...one, checkpoint: saved.get(one.runId)?.state ?? null }));
  // They go on in other company than before.
  const halves = [resumed.filter((_, index) => index % 2 === 0), resumed.filter((_, index) => index % 2 === 1)];
  const after = await Promise.all(halves.filter((runs) => runs.length > 0).map((runs) => trainHere({ ...theJob, runs }, data)));
  return [...before.filter((event) => event.kind !== 'ended'), ...after.flat()];
}

describe('early stopping', () => {
  // The first has no rule, and the third is more patient than it has evaluations.
  const rules = [undefined, patient(2), patient(40), patient(1), toTarget, patient(3)];
  const ruleOf = (index: number) => (rules[index] === undefined ? {} : { stopping: rules[index] });
  const theJob = job({ ...short, runs: mixed(ruleOf) });

  it('ends a run where its own evaluations say so, with the weights of a run of just that length', async () => {
    const events = await trainHere(theJob, data);
    const told = stories(events);
    const ended = outcomes(events).filter(({ stopped }) => stopped !== undefined);
    expect(ended.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ended.map(({ stopped }) => stopped?.rule))).toEqual(new Set(['patience', 'target']));
    for (const { runId, update, stopped } of ended) {
      const story = told.get(runId);
      const evaluations = story?.evaluations ?? [];
      expect(update).toBeLessThan(updates);
      expect(evaluations.at(-1)?.update).toBe(update);
      expect(story?.metrics.loss).toHaveLength(update);
      if (stopped?.rule === 'patience') {
        const losses = evaluations.map(({ validation }) => validation?.loss ?? NaN);
        const best = losses.indexOf(Math.min(...losses));
        expect(evaluations[best].update).toBe(stopped.bestAt);
        expect(losses.length - 1 - best).toBe(stopped.evaluations);
      } else {
        const reached = evaluations.map(({ train }) => train.score >= 0.7);
        expect(reached.indexOf(true)).toBe(evaluations.length - 1);
      }
      const own = mixed(() => ({})).filter((one) => one.runId === runId);
      const plain = stories(await trainHere({ ...theJob, updates: update, runs: own }, data)).get(runId);
      expect(plain?.outcome?.weightHash).toBe(story?.outcome?.weightHash);
    }
  });

  it('leaves the rest of the stack as it would be without it', async () => {
    const told = stories(await trainHere(theJob, data));
    const free = stories(await trainHere({ ...theJob, runs: mixed(() => ({})) }, data));
    const went = [...told].filter(([, { outcome }]) => outcome?.update === updates);
    expect(went.map(([runId]) => runId)).toEqual(['run-0', 'run-2']);
    for (const [runId, story] of went) expect(story).toEqual(free.get(runId));
  });

  it('decides the same alone, in any blocks, and in a smaller stack', async () => {
    const told = stories(await trainHere(theJob, data));
    for (const one of theJob.runs) {
      const alone = await trainHere({ ...theJob, runs: [one] }, data, { blockLimit: () => 7 });
      expect(stories(alone).get(one.runId)).toEqual(told.get(one.runId));
    }
  });

  it('goes on from any checkpoint as if nothing had happened', async () => {
    const whole = stories(await trainHere(theJob, data));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 38 }), async (blocks) => {
        expect(stories(await resumedAt(theJob, blocks))).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });

  it('completes the job when the last run has stopped, and decides nothing at the end of a run', async () => {
    const events = await trainHere(job({ ...short, runs: [run(0, { learningRate: 0.9, stopping: patient(1) })] }), data);
    expect(events.slice(-2).map(({ kind }) => kind)).toEqual(['outcome', 'ended']);
    expect(events.at(-1)).toEqual({ kind: 'ended', jobId: 'job', how: 'completed' });
    expect(outcomes(events).map(({ stopped }) => stopped?.rule)).toEqual(['patience']);
    const whole = await trainHere(job({ ...short, updates: 5, evaluateAt: [0, 5], runs: [run(0, { stopping: toTarget })] }), data);
    expect(outcomes(whole).map(({ update, stopped }) => [update, stopped])).toEqual([[5, undefined]]);
  });

  it('ends a run before its first update where the target is reached already', async () => {
    const easy: StoppingRule = { patience: null, target: { metric: 'train.loss', value: 1e9 } };
    const [outcome] = outcomes(await trainHere(job({ ...short, runs: [run(0, { stopping: easy })] }), data));
    expect([outcome.status, outcome.update, outcome.stopped?.rule]).toEqual(['finished', 0, 'target']);
  });
});

describe('reduce-on-plateau', () => {
  const theJob = job({ ...short, runs: mixed((index) => ({ schedule: plateau({ patience: 1 + (index % 3) }) })) });

  it('makes the updates of a schedule that falls at the same points', async () => {
    const events = await trainHere(theJob, data);
    const told = stories(events);
    let fallen = 0;
    for (const one of theJob.runs) {
      const points = falls(events, one.runId);
      fallen += points.length;
      points.forEach(([, rate], index) => expect(rate).toBeCloseTo(one.optimizer.learningRate * Math.max(0.01, 0.5 ** (index + 1)), 12));
      const schedule: RateSchedule = { warmUp: 0, course: { kind: 'milestones', at: points.map(([update]) => update), decay: 0.5 } };
      // Below its least part the two would differ.
      if (points.length > 6) continue;
      const planned = stories(await trainHere({ ...theJob, runs: [{ ...one, schedule }] }, data)).get(one.runId);
      expect(told.get(one.runId)).toEqual(planned);
    }
    expect(fallen).toBeGreaterThanOrEqual(6);
  });

  it('is the same alone, in any blocks and after a resume, together with early stopping and every optimizer', async () => {
    for (const kind of ['sgd', 'adamW', 'lars'] as const) {
      const runs = mixed((index) => ({ schedule: plateau({ patience: 1 + (index % 2) }), stopping: patient(4 + index) })).map((one) => ({
        ...one,
        optimizer: {
          ...one.optimizer,
          kind,
          learningRate: kind === 'adamW' ? one.optimizer.learningRate / 10 : one.optimizer.learningRate,
        },
      }));
      const both = job({ ...short, runs });
      const events = await trainHere(both, data);
      const whole = stories(events);
      for (const one of runs.slice(1, 3)) {
        const alone = await trainHere({ ...both, runs: [one] }, data, { blockLimit: () => 2 });
        expect(stories(alone).get(one.runId)).toEqual(whole.get(one.runId));
        expect(falls(alone, one.runId)).toEqual(falls(events, one.runId));
      }
      for (const blocks of [4, 19]) expect(stories(await resumedAt(both, blocks))).toEqual(whole);
    }
  });
});
