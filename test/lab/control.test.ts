/** What a person can do to an experiment that has started: skip a condition, add seeds, reorder the queue; and what is told of the time left. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentDetail } from '#contract/experiments';
import type { Lab } from '#lab/lab';
import { type LabBench, labBench, settle } from '#test/support/lab-bench';
import { playToEnd, scriptedProgress, type ScriptedJob } from '#test/support/scripted-engines';
import { modesWith } from '#test/support/specs';

let bench: LabBench;
beforeEach(() => {
  bench = labBench();
});
afterEach(() => bench.remove());

const call = (): Lab['handlers'] => bench.lab.handlers;
const detail = async (id: string): Promise<ExperimentDetail> => call()['experiments.get']({ id });
const statuses = async (id: string): Promise<string> =>
  (await detail(id)).runs.map((run) => `${run.id.slice(run.id.indexOf('.'))} ${run.status}`).join();
const messages = async (id: string): Promise<readonly string[]> => (await detail(id)).events.map((event) => event.message);

async function start(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id } = await call()['experiments.start']({ spec: modesWith({ replicates: 2, ...fields }) });
  await settle();
  return id;
}

function playAll(from = 0): void {
  for (let next = from; next < bench.pool.jobs.length; next++) playToEnd(bench.pool.jobs[next]);
}

function stopAt({ job, emit }: ScriptedJob, update: number): void {
  emit({ kind: 'checkpoint', jobId: job.id, runs: job.runs.map(({ runId }) => ({ runId, update, state: Uint8Array.of(update) })) });
  emit({ kind: 'ended', jobId: job.id, how: 'stopped' });
}

describe('skipping a condition', () => {
  it('stops its runs and lets the others go on to the end', async () => {
    const id = await start();
    expect(bench.pool.jobs.map(({ job }) => job.batchSize)).toEqual([1, 1]);
    await call()['experiments.skip']({ id, condition: 0 });
    expect(bench.pool.jobs.map(({ asked }) => asked)).toEqual([['stop'], ['stop']]);
    for (const job of bench.pool.jobs.slice(0, 2)) stopAt(job, 7);
    playAll(2);
    expect(await statuses(id)).toBe('.1.1 stopped,.1.2 stopped,.2.1 finished,.2.2 finished,.3.1 finished,.3.2 finished');
    const { summary, skipped, progress } = await detail(id);
    expect([summary.state, skipped, progress.fraction]).toEqual(['finished', [0], 1]);
    expect(await messages(id)).toContain('Batch size 1: skipped.');
    expect(await call()['runs.verify']({ runId: `${id}.1.1` })).toMatchObject({ isIntact: true });
  });

  it('takes it out of a shared stack and lets its neighbours go on from the same update', async () => {
    const wide = labBench(1);
    try {
      const { id: shared } = await wide.lab.handlers['experiments.start']({
        spec: modesWith({ factors: [{ path: 'optimizer.learningRate', values: [0.01, 0.02] }], replicates: 1 }),
      });
      await settle();
      expect(wide.pool.jobs.map(({ job }) => job.runs.length)).toEqual([2]);
      await wide.lab.handlers['experiments.skip']({ id: shared, condition: 0 });
      stopAt(wide.pool.jobs[0], 9);
      expect(wide.pool.jobs[1].job.runs.map(({ runId, checkpoint }) => [runId, checkpoint])).toEqual([[`${shared}.2.1`, Uint8Array.of(9)]]);
      playToEnd(wide.pool.jobs[1]);
      const { runs, summary } = await wide.lab.handlers['experiments.get']({ id: shared });
      expect([summary.state, runs.map((run) => run.status)]).toEqual(['finished', ['stopped', 'finished']]);
    } finally {
      wide.remove();
    }
  });

  it('does not come back with a resume, and comes back when it is taken up again', async () => {
    const id = await start();
    await call()['experiments.skip']({ id, condition: 1 });
    await call()['experiments.stop']({ id });
    for (const job of bench.pool.jobs.slice(0, 2)) stopAt(job, 5);
    await call()['experiments.resume']({ id });
    await settle();
    playAll(2);
    expect(await statuses(id)).toBe('.1.1 finished,.1.2 finished,.2.1 stopped,.2.2 stopped,.3.1 finished,.3.2 finished');
    await call()['experiments.unskip']({ id, condition: 1 });
    await settle();
    playAll(bench.pool.jobs.length - 1);
    expect(await statuses(id)).not.toContain('stopped');
    expect((await detail(id)).skipped).toEqual([]);
  });

  it('refuses to skip the last one', async () => {
    const id = await start({ 'factors.0.values': [1, 32] });
    await call()['experiments.skip']({ id, condition: 0 });
    expect(() => call()['experiments.skip']({ id, condition: 1 })).toThrow(
      'It is the only condition that is left. Stop the experiment instead.',
    );
    expect(() => call()['experiments.skip']({ id, condition: 9 })).toThrow('"Modes" has no such condition.');
  });
});

describe('adding seeds', () => {
  it('trains the next replicates of every condition of a finished experiment, and says so in design and provenance', async () => {
    const id = await start({ 'factors.0.values': [32, 'full'] });
    playAll();
    const before = await detail(id);
    const jobsBefore = bench.pool.jobs.length;
    await call()['experiments.addReplicates']({ id, count: 2 });
    await settle();
    expect((await detail(id)).summary.state).toBe('training');
    playAll(jobsBefore);
    const added = bench.pool.jobs.slice(jobsBefore).flatMap(({ job }) => job.runs.map(({ runId, replicate }) => [runId, replicate]));
    expect(added.sort()).toEqual([
      [`${id}.1.3`, 2],
      [`${id}.1.4`, 3],
      [`${id}.2.3`, 2],
      [`${id}.2.4`, 3],
    ]);
    const { summary, spec, provenance, runs } = await detail(id);
    expect([summary.state, spec.replicates, summary.replicates, runs.length]).toEqual(['finished', 4, 4, 8]);
    expect(provenance.specHash).not.toBe(before.provenance.specHash);
    expect(provenance.amendments).toEqual([
      {
        at: bench.clock.now(),
        what: '2 seeds were added to every condition (seeds 3 to 4).',
        ...{ app: '0.0.0-test', engine: 'onnx-cpu', engineVersion: '1.0', specHashBefore: before.provenance.specHash },
      },
    ]);
    expect(await messages(id)).toContain('2 seeds were added to every condition (seeds 3 to 4).');
  });

  it('joins the queue of an experiment that trains, and counts in its progress', async () => {
    const id = await start({ 'factors.0.values': [32] });
    await call()['experiments.addReplicates']({ id, count: 1 });
    expect((await detail(id)).progress.updatesTotal).toBe(3 * bench.pool.jobs[0].job.updates);
    playAll();
    expect(await statuses(id)).toBe('.1.1 finished,.1.2 finished,.1.3 finished');
  });

  it('is refused beyond what an experiment may have', async () => {
    const id = await start({ 'factors.0.values': [32] });
    await expect(call()['experiments.addReplicates']({ id, count: 1000 })).rejects.toThrow('replicates');
    expect((await detail(id)).runs).toHaveLength(2);
  });
});

describe('the queue', () => {
  it('can be reordered', async () => {
    const [, second, third, fourth] = [await start(), await start(), await start(), await start()];
    await call()['queue.move']({ id: fourth, position: 0 });
    expect(call()['lab.status']({})).toMatchObject({ waiting: [fourth, second, third] });
    await call()['queue.move']({ id: fourth, position: 99 });
    expect(call()['lab.status']({})).toMatchObject({ waiting: [second, third, fourth] });
    playAll();
    await settle();
    expect(call()['lab.status']({})).toMatchObject({ training: second });
    expect(() => call()['queue.move']({ id: second, position: 0 })).toThrow('"Modes" is not waiting.');
  });
});

describe('the time left', () => {
  it.each([1, 1.7, 0.6])('is right within a fifth after a tenth of the work, at %s times the measured pace', async (pace) => {
    const id = await start({ replicates: 4, 'budget.amount': 50 });
    const secondsPerUpdate = 1e-3 * pace;
    const startedAt = bench.clock.now();
    let told: number | null = null;
    let toldAt = 0;
    // Both places work side by side; each job takes as long as its updates.
    const made = new Map<ScriptedJob, number>();
    const ended = new Set<ScriptedJob>();
    for (let step = 0; step < 20_000 && (await detail(id)).summary.state === 'training'; step++) {
      bench.clock.advance(500);
      for (const one of bench.pool.jobs.filter((job) => !ended.has(job)).slice(0, 2)) {
        const update = Math.min(one.job.updates, (made.get(one) ?? 0) + Math.round(0.5 / secondsPerUpdate));
        made.set(one, update);
        const { job, emit } = one;
        if (update === job.updates) {
          ended.add(one);
          playToEnd(one);
        } else {
          const runs = job.runs.map(({ runId }) => ({ ...scriptedProgress(runId, update), metrics: {} }));
          emit({ kind: 'progress', jobId: job.id, update, runs });
        }
      }
      const { progress } = await detail(id);
      if (told === null && progress.fraction >= 0.1) [told, toldAt] = [progress.remainingSeconds, bench.clock.now()];
    }
    const really = (bench.clock.now() - toldAt) / 1000;
    expect(toldAt).toBeGreaterThan(startedAt);
    expect(Math.abs((told ?? Infinity) - really) / really).toBeLessThan(0.2);
  });
});

describe('the system report', () => {
  it('is measured at most twice a second, and tells the share of a core since the last one', () => {
    const first = call()['lab.system']({});
    bench.clock.advance(400);
    expect(call()['lab.system']({})).toBe(first);
    bench.clock.advance(600);
    expect(call()['lab.system']({})).toMatchObject({ main: { pid: 1, cpuShare: 0.5, loopDelayMs: { most: 3 } }, cores: 2 });
  });
});
