/** TensorFlow.js in an engine process of its own: it computes on the thread that listens, and hears of a stop all the same. */
import { afterAll, describe, expect, it } from 'vitest';
import { CostModel } from '#engine/cost-model';
import { nodeProcess } from '#engine/process/node-process';
import { enginePool } from '#engine/process/pool';
import type { EngineEvent } from '#lab/ports/engines';
import { classData, job, model } from '#test/engine/support/jobs';

const pool = enginePool({
  engine: 'tfjs',
  startProcess: nodeProcess(),
  places: 1,
  version: 'test',
  device: 'test',
  costs: new CostModel(1),
  startSeconds: 0.3,
});
pool.provide('data', classData(60, 44));
afterAll(() => pool.close());

describe('an engine process with TensorFlow.js', () => {
  it('pauses and stops between two blocks, with a checkpoint from which it goes on', async () => {
    const endless = job({ model: model([2, 5, 3]), updates: 1e9, evaluateAt: [] });
    const events: EngineEvent[] = [];
    await new Promise<void>((resolve) => {
      const running = pool.start(endless, (event) => {
        events.push(event);
        if (events.length === 1) running.pause();
        if (event.kind === 'checkpoint' && events.length < 5) {
          running.resume();
          running.stop();
        }
        if (event.kind === 'ended' || event.kind === 'failed') resolve();
      });
    });
    expect(events.at(-1)).toEqual({ kind: 'ended', jobId: 'job', how: 'stopped' });
    const last = events.findLast((event) => event.kind === 'checkpoint')?.runs[0];
    expect(last?.update).toBeGreaterThan(0);
    const [run] = endless.runs;
    const after: EngineEvent[] = [];
    const until = (last?.update ?? 0) + 3;
    await new Promise<void>((resolve) => {
      pool.start({ ...endless, updates: until, runs: [{ ...run, checkpoint: last?.state ?? null }] }, (event) => {
        after.push(event);
        if (event.kind === 'ended' || event.kind === 'failed') resolve();
      });
    });
    expect(after.find((event) => event.kind === 'outcome')?.runs[0]).toMatchObject({ status: 'finished', update: until });
  });
});
