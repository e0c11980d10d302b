/** A run once more, and a run on from one of its states with something changed: with the real engine and the real store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentDetail } from '#contract/experiments';
import { createEngines } from '#engine/engines';
import { nodeProcess } from '#engine/process/node-process';
import type { Lab } from '#lab/lab';
import type { Clock } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';
import { labOn } from '#test/support/lab-bench';
import { modesWith } from '#test/support/specs';
import { connect } from '#store/sqlite';

const clock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
const SMALL = {
  'budget.amount': 20,
  'factors.0.values': [32, 64],
  replicates: 2,
  optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
};

/** Evaluated so rarely that a long run is short. */
const SELDOM = { evaluateEvery: { unit: 'epochs', amount: 200 } };

let directory: string;
let lab: Lab;
let store: Store;
let original: ExperimentDetail;

const ended = (id: string): Promise<ExperimentDetail> =>
  new Promise((resolve) => {
    const look = async (): Promise<void> => {
      const detail = await lab.handlers['experiments.get']({ id });
      const { state, origin } = detail.summary;
      // The verdict follows the end.
      if (state !== 'finished' || (origin?.kind === 'repeat' && origin.verdict === null)) return;
      end();
      resolve(detail);
    };
    const end = lab.subscribe('experiment', () => void look());
    void look();
  });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'batchlab-made-'));
  ({ lab, store } = labOn(directory, createEngines({ startProcess: nodeProcess() }), clock));
  const { id } = await lab.handlers['experiments.start']({ spec: modesWith(SMALL) });
  original = await ended(id);
}, 60_000);
afterAll(async () => {
  await lab.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('a run repeated exactly', () => {
  it('comes out the same to the last bit, and the lab says so', async () => {
    const runId = original.runs[3].id;
    const { id } = await lab.handlers['runs.repeat']({ runId });
    const { summary, runs, events, spec } = await ended(id);
    expect(summary.origin).toEqual({
      kind: 'repeat',
      experimentId: original.summary.id,
      runId,
      verdict: { isIdentical: true, hasSameWeights: true, firstDifference: null, sentence: 'identical' },
    });
    expect(runs.map(({ replicate, weightHash }) => [replicate, weightHash])).toEqual([[1, original.runs[3].weightHash]]);
    expect(events.at(-1)?.message).toBe(`Compared with "Modes", batch size 64, seed 2 (run ${runId}): identical.`);
    expect([spec.factors, spec.batch.size]).toEqual([[], 64]);
    const { descendants } = await lab.handlers['runs.get']({ runId });
    expect(descendants.map(({ experimentId, origin }) => [experimentId, origin.kind])).toEqual([[id, 'repeat']]);
  }, 60_000);

  it('says from which update on it differs, and whether the original is to blame', async () => {
    const [, , { id: runId }] = original.runs;
    const { values } = { values: store.series(runId, 'loss', 100, 101, 1).mean };
    const database = connect(join(directory, 'batchlab.sqlite3'), 'write');
    const tail = database.prepare<[string], { first_update: number; data: Buffer }>(
      `SELECT first_update, data FROM series_tail WHERE run_id = ? AND metric = 'loss' ORDER BY first_update LIMIT 1`,
    );
    const { first_update: first, data } = tail.get(runId) ?? { first_update: 0, data: Buffer.alloc(0) };
    data.writeFloatLE((values.at(0) ?? 0) + 1, 4 * (100 - first));
    database.prepare(`UPDATE series_tail SET data = ? WHERE run_id = ? AND metric = 'loss' AND first_update = ?`).run(data, runId, first);
    database.close();
    expect(await lab.handlers['runs.verify']({ runId })).toMatchObject({ isIntact: false });
    const { id } = await lab.handlers['runs.repeat']({ runId });
    const { summary } = await ended(id);
    expect(summary.origin).toMatchObject({
      verdict: {
        isIdentical: false,
        hasSameWeights: true,
        sentence: 'differs from update 100 (loss); the stored record of the original is damaged',
      },
    });
  });
});

describe('a run branched', () => {
  it('is its parent up to the update, and what training from the seed through the change gives after it', async () => {
    const { id: parent } = await lab.handlers['experiments.start']({
      spec: modesWith({ ...SMALL, name: 'Cut', 'budget.amount': 2000, record: SELDOM }),
    });
    const runId = `${parent}.1.1`;
    // A run that is paused before its first update has nothing to branch from.
    while ((store.run(runId)?.update ?? 0) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await lab.handlers['experiments.pause']({ id: parent });
    while (store.keptStates(runId).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await lab.handlers['experiments.stop']({ id: parent });
    while (store.experiment(parent)?.state !== 'stopped') await new Promise((resolve) => setTimeout(resolve, 50));
    const [{ update }] = store.keptStates(runId);
    expect(update).toBeGreaterThan(0);
    await expect(async () => lab.handlers['runs.branch']({ runId, update: update + 1, change: { learningRate: 0.1 } })).rejects.toThrow(
      'was not kept',
    );

    const { id } = await lab.handlers['runs.branch']({ runId, update, change: { batchSize: 250, learningRate: 0.02 } });
    const branch = await ended(id);
    const { condition, run } = await lab.handlers['runs.get']({ runId: branch.runs[0].id });
    expect([condition.batchSize, condition.laterBatches]).toEqual([32, [{ fromUpdate: update, size: 250 }]]);
    expect(branch.summary.origin).toEqual({
      kind: 'branch',
      experimentId: parent,
      runId,
      update,
      change: { batchSize: 250, learningRate: 0.02 },
    });
    // What came before is the parent's, value by value; the whole of it is what training from the seed through the change gives.
    expect(store.series(run.id, 'loss', 0, update, update).mean).toEqual(store.series(runId, 'loss', 0, update, update).mean);
    const { id: again } = await lab.handlers['runs.repeat']({ runId: run.id });
    expect((await ended(again)).summary.origin).toMatchObject({ verdict: { isIdentical: true } });
    expect(await lab.handlers['runs.verify']({ runId: run.id })).toMatchObject({ isIntact: true });
  }, 60_000);
});
