/** Deleting data, comparisons and designs for good: all or nothing, never what an experiment needs, and the file of data after its entry. */
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '#lab/lab';
import { type LabBench, labBench, settle } from '#test/support/lab-bench';
import { playToEnd } from '#test/support/scripted-engines';
import { modesWith } from '#test/support/specs';

let bench: LabBench;
beforeEach(() => {
  bench = labBench();
});
afterEach(() => bench.remove());

const call = (): Lab['handlers'] => bench.lab.handlers;
const CSV = 'a,kind\n1,x\n3,y\n5,x\n7,y\n9,x\n';

async function imported(name: string, text = CSV): Promise<string> {
  const bytes = Uint8Array.from(Buffer.from(text));
  await call()['datasets.import']({ name, fileName: `${name}.csv`, bytes, target: null, task: 'auto' });
  return join(bench.directory, bench.store.dataset(name)?.file ?? '');
}
async function trainedOn(name: string): Promise<string> {
  const data = { 'data.source': { kind: 'dataset', name }, 'data.split.test': 0.4, 'data.split.validation': 0 };
  const { id } = await call()['experiments.start']({ spec: modesWith({ ...data, replicates: 1, 'factors.0.values': [1] }) });
  await settle();
  for (const job of [...bench.pool.jobs]) playToEnd(job);
  await settle();
  return id;
}
const dataNames = (): readonly string[] => bench.store.listDatasets().map(({ name }) => name);

describe('data in the bin', () => {
  it('is deleted for good with its file', async () => {
    const [one, other] = [await imported('one'), await imported('other', `${CSV}11,y\n`)];
    void call()['datasets.bin']({ name: 'one' });
    const { size } = statSync(one);
    expect(await call()['datasets.empty']({ names: ['one'] })).toEqual({ freedBytes: size });
    expect([existsSync(one), existsSync(other)]).toEqual([false, true]);
    expect(dataNames()).toEqual(['other']);
  });

  it('stays with all the others where one of them is not in the bin', async () => {
    const [one, other] = [await imported('one'), await imported('other', `${CSV}11,y\n`)];
    void call()['datasets.bin']({ name: 'one' });
    expect(() => call()['datasets.empty']({ names: ['one', 'other'] })).toThrow('"other" is not in the bin. Nothing was deleted.');
    expect(() => call()['datasets.empty']({ names: ['one', 'nowhere'] })).toThrow('There is no dataset "nowhere".');
    expect([existsSync(one), existsSync(other)]).toEqual([true, true]);
    expect(dataNames()).toEqual(['one', 'other']);
  });

  it('stays as long as an experiment was made with it, also one in the bin', async () => {
    const file = await imported('one');
    const id = await trainedOn('one');
    void call()['datasets.bin']({ name: 'one' });
    const refusal = 'An experiment was made with "one", and cannot be repeated without it.';
    expect(() => call()['datasets.empty']({ names: ['one'] })).toThrow(refusal);
    await call()['experiments.bin']({ id });
    expect(() => call()['datasets.empty']({ names: ['one'] })).toThrow(refusal);
    expect(existsSync(file)).toBe(true);
    const emptying = Promise.resolve(call()['bin.empty']({ ids: [id] }));
    for (let step = 0; step < 20; step++) {
      await settle();
      bench.clock.advance(10);
    }
    await emptying;
    void call()['datasets.empty']({ names: ['one'] });
    expect(existsSync(file)).toBe(false);
  });

  it('keeps its file for data of the same content under another name', async () => {
    const file = await imported('one');
    await imported('the same');
    void call()['datasets.bin']({ name: 'one' });
    expect(await call()['datasets.empty']({ names: ['one'] })).toEqual({ freedBytes: 0 });
    expect(existsSync(file)).toBe(true);
    expect(dataNames()).toEqual(['the same']);
  });

  it('loses its file at the next start where the program ended after its entry went', async () => {
    const file = await imported('one');
    const stored = bench.store.dataset('one')?.file ?? '';
    void call()['datasets.bin']({ name: 'one' });
    bench.store.saveSetting('datasets.deleting', JSON.stringify([stored]));
    bench.store.deleteDatasets(['one']);
    bench = bench.reopen();
    expect(existsSync(file)).toBe(false);
    expect(bench.store.setting('datasets.deleting')).toBe('[]');
  });

  it('keeps entry and file where the program ended before its entry went', async () => {
    const file = await imported('one');
    void call()['datasets.bin']({ name: 'one' });
    bench.store.saveSetting('datasets.deleting', JSON.stringify([bench.store.dataset('one')?.file]));
    bench = bench.reopen();
    expect(existsSync(file)).toBe(true);
    expect(await call()['datasets.list']({ inBin: true })).toMatchObject([{ name: 'one' }]);
  });

  it('whose file is missing or damaged is whole again when the same is imported once more', async () => {
    const file = await imported('one');
    for (const damage of [() => rmSync(file), () => writeFileSync(file, 'no table')]) {
      damage();
      expect(() => call()['datasets.preview']({ source: { kind: 'dataset', name: 'one' } })).toThrow('Import the data again');
      await imported('one');
      expect(await call()['datasets.preview']({ source: { kind: 'dataset', name: 'one' } })).toMatchObject({ classNames: ['x', 'y'] });
    }
  });
});

describe('comparisons and designs in the bin', () => {
  const content = { version: 1, lens: 'asTrained', grouping: null, tab: 'curves', settings: {}, items: [] } as const;

  it('are deleted for good, all of those named or none', async () => {
    const save = async (name: string): Promise<string> => {
      const { id } = await call()['comparisons.save']({ name, content: { ...content, items: [] } });
      return id;
    };
    const [one, two] = [await save('One'), await save('Two')];
    void call()['comparisons.bin']({ id: one });
    expect(() => call()['comparisons.empty']({ ids: [one, two] })).toThrow(
      'One of these comparisons is not in the bin. Nothing was deleted.',
    );
    expect(bench.store.comparisons()).toHaveLength(2);
    void call()['comparisons.empty']({ ids: [one] });
    expect(bench.store.comparisons().map(({ name }) => name)).toEqual(['Two']);

    for (const id of ['a', 'b']) await call()['design.save']({ id, kind: 'draft', name: id, spec: {} });
    void call()['design.bin']({ id: 'a' });
    expect(() => call()['design.empty']({ ids: ['a', 'b'] })).toThrow('One of these designs is not in the bin.');
    void call()['design.empty']({ ids: ['a'] });
    expect(bench.store.designs().map(({ id }) => id)).toEqual(['b']);
  });
});

describe('a template', () => {
  it('gets another name, which no other template has; a draft keeps that of its experiment', async () => {
    for (const name of ['Mine', 'Other']) await call()['design.save']({ id: name, kind: 'template', name, spec: { name: 'As designed' } });
    await call()['design.save']({ id: 'draft', kind: 'draft', name: 'Draft', spec: {} });
    const before = bench.store.design('Mine');
    bench.clock.advance(1000);
    void call()['design.rename']({ id: 'Mine', name: 'For the paper' });
    expect(bench.store.design('Mine')).toEqual({ ...before, name: 'For the paper' });
    void call()['design.rename']({ id: 'Mine', name: 'For the Paper' });
    expect(() => call()['design.rename']({ id: 'Mine', name: 'other' })).toThrow('There is already a template called "Other".');
    expect(() => call()['design.rename']({ id: 'draft', name: 'x' })).toThrow('A draft has the name of its experiment.');
  });
});
