/** Emptying the bin: what is told before, what is refused, what happens when the program ends on the way. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decode } from '#contract/codec';
import type { BinEmptied } from '#contract/bin';
import type { Lab } from '#lab/lab';
import { studyFiles } from '#report/study-files';
import { connect } from '#store/sqlite';
import { type LabBench, labBench, settle } from '#test/support/lab-bench';
import { playToEnd } from '#test/support/scripted-engines';
import { modesWith } from '#test/support/specs';
import { EMPTY_BATCH } from '#test/support/store-sample';

let bench: LabBench;
beforeEach(() => {
  bench = labBench();
});
afterEach(() => bench.remove());

const call = (): Lab['handlers'] => bench.lab.handlers;
let played = 0;
beforeEach(() => {
  played = 0;
});

/** An experiment of one condition that has finished. */
async function trained(name: string, replicates = 2): Promise<string> {
  const { id } = await call()['experiments.start']({ spec: modesWith({ name, replicates, 'factors.0.values': [32] }) });
  await finish();
  return id;
}
async function finish(): Promise<void> {
  await settle();
  for (; played < bench.pool.jobs.length; played++) {
    playToEnd(bench.pool.jobs[played]);
    await settle();
  }
}

/** Lets time pass until the bin has been emptied. */
async function empty(ids: readonly string[]): Promise<BinEmptied> {
  const state = { isDone: false };
  const emptying = Promise.resolve(call()['bin.empty']({ ids: [...ids] })).finally(() => (state.isDone = true));
  emptying.catch(() => undefined);
  await settle();
  while (!state.isDone) {
    bench.clock.advance(10);
    await settle();
  }
  return emptying;
}

const names = async (): Promise<readonly string[]> => (await call()['experiments.list']({})).map(({ name }) => name);

describe('the bin', () => {
  it('tells what would be lost, and what refers to it', async () => {
    const [one, two] = [await trained('One'), await trained('Two')];
    const { id: repeat } = await call()['runs.repeat']({ runId: `${one}.1.1` });
    await finish();
    await call()['experiments.rename']({ id: repeat, name: 'One again' });
    const content = { version: 1, lens: 'asTrained', grouping: null, tab: 'curves', settings: {} } as const;
    const save = (name: string, items: Parameters<Lab['handlers']['comparisons.save']>[0]['content']['items']) =>
      call()['comparisons.save']({ name, content: { ...content, items } });
    await save('Paper, figure 2', [{ kind: 'run', id: `${one}.1.2` }]);
    await save('Both', [
      { kind: 'condition', id: one, condition: 0 },
      { kind: 'experiment', id: two },
    ]);
    const { id: gone } = await save('Forgotten', [{ kind: 'experiment', id: one }]);
    await call()['comparisons.bin']({ id: gone });
    await call()['experiments.bin']({ id: one });
    const report = await call()['bin.report']({});
    expect(report.map(({ id, name, runs }) => [id, name, runs])).toEqual([[one, 'One', 2]]);
    expect(report[0].bytes).toBeGreaterThan(1000);
    expect(report[0].references.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { kind: 'comparison', name: 'Both' },
      { kind: 'repeat', name: 'One again' },
      { kind: 'comparison', name: 'Paper, figure 2' },
    ]);
  });

  it('is emptied of what was named; what was made from it stays and says where it came from', async () => {
    const [one, two] = [await trained('One', 10), await trained('Two')];
    const { id: repeat } = await call()['runs.repeat']({ runId: `${one}.1.1` });
    await finish();
    await call()['experiments.binMany']({ ids: [one, two] });
    const told: string[] = [];
    bench.lab.subscribe('experiment', ({ id }) => told.push(id));
    expect(await empty([one])).toMatchObject({ experiments: 1, runs: 10, isSpaceLater: false });
    expect(told).toEqual([one]);
    expect(await names()).not.toContain('One');
    expect(await names()).toContain('Two');
    expect((await call()['bin.report']({})).map(({ id }) => id)).toEqual([two]);
    const { summary } = await call()['experiments.get']({ id: repeat });
    expect(summary.origin).toMatchObject({ kind: 'repeat', experimentId: one });
    expect(() => call()['experiments.get']({ id: one })).toThrow('There is no experiment');
    expect(bench.store.run(`${one}.1.1`)).toBeNull();
  });

  it('leaves study files of branches as they were', async () => {
    const first = await trained('First', 1);
    const branchOf = async (runId: string, update: number, learningRate: number): Promise<string> => {
      const { id } = await call()['runs.branch']({ runId, update, change: { learningRate } });
      await finish();
      return id;
    };
    bench.store.write({ ...EMPTY_BATCH, snapshots: [{ runId: `${first}.1.1`, update: 100, state: new Uint8Array(8) }] });
    const second = await branchOf(`${first}.1.1`, 100, 0.005);
    bench.store.write({ ...EMPTY_BATCH, snapshots: [{ runId: `${second}.1.1`, update: 200, state: new Uint8Array(8) }] });
    const third = await branchOf(`${second}.1.1`, 200, 0.002);
    const content = async (): Promise<unknown> => {
      const { bytes } = await call()['studies.export']({ ids: [third] });
      const { experiments } = decode(await studyFiles().unpack('x', bytes)) as { readonly experiments: unknown };
      return experiments;
    };
    const before = await content();
    expect(before).toMatchObject([{ lineage: [{ update: 100 }, { update: 200 }] }]);
    await call()['experiments.binMany']({ ids: [first, second] });
    await empty([first]);
    await empty([second]);
    expect(await content()).toEqual(before);
  });

  it('refuses all where one is not in the bin, and deletes nothing', async () => {
    const [one, two] = [await trained('One'), await trained('Two')];
    await call()['experiments.bin']({ id: one });
    await expect(empty([one, two])).rejects.toThrow(`The experiment "${two}" is not in the bin. Nothing was deleted.`);
    await expect(empty([one, 'nowhere'])).rejects.toThrow('"nowhere" is not in the bin.');
    expect((await names()).toSorted()).toEqual(['One', 'Two']);
    expect(bench.store.runs(one)).toHaveLength(2);
  });

  it('gives nothing back that is being deleted, and finishes after a crash what was begun', async () => {
    const one = await trained('One', 10);
    await call()['experiments.bin']({ id: one });
    void Promise.resolve(call()['bin.empty']({ ids: [one] })).catch(() => undefined);
    await settle();
    expect(bench.store.runs(one).length).toBeLessThan(10);
    expect(bench.store.runs(one).length).toBeGreaterThan(0);
    expect(() => call()['experiments.restore']({ id: one })).toThrow('"One" is being deleted for good, so it cannot be restored.');
    await expect(empty([one])).rejects.toThrow('"One" is being deleted already. Nothing was deleted.');

    bench = bench.reopen();
    expect(() => call()['experiments.restore']({ id: one })).toThrow('is being deleted for good');
    for (let step = 0; step < 20; step++) {
      await settle();
      bench.clock.advance(10);
    }
    expect(bench.store.experiment(one)).toBeNull();
    expect(bench.store.setting('bin.emptying')).toBe('[]');
    bench = bench.reopen();
    expect(await names()).toEqual([]);
  });

  it('of an old file waits with its space until nothing trains', async () => {
    const one = await trained('One', 10);
    await call()['experiments.bin']({ id: one });
    bench.store.close();
    const old = connect(join(bench.directory, 'batchlab.sqlite3'), 'write');
    old.pragma('journal_mode = DELETE');
    old.pragma('auto_vacuum = NONE');
    old.exec('VACUUM');
    old.close();
    bench = labBench(2, bench.directory);
    played = 0;
    const { store } = bench;
    const before = store.fileBytes();
    await call()['experiments.start']({ spec: modesWith({ name: 'Two', replicates: 1, 'factors.0.values': [32] }) });
    await settle();
    expect(await empty([one])).toEqual({ experiments: 1, runs: 10, freedBytes: 0, isSpaceLater: true });
    expect([store.giveBack(1), store.fileBytes() >= before]).toEqual([null, true]);
    await finish();
    expect(store.giveBack(1000)).toBe(true);
    expect(store.fileBytes()).toBeLessThan(before);
  });
});
