/** What is said of experiments and kept of comparisons: star, tags, notes, bin, lists of runs, names. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentSummary } from '#contract/experiments';
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
async function start(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id } = await call()['experiments.start']({ spec: modesWith({ replicates: 2, 'factors.0.values': [32], ...fields }) });
  await settle();
  return id;
}
const summaryOf = async (id: string): Promise<ExperimentSummary> => (await call()['experiments.get']({ id })).summary;

describe('marks', () => {
  it('are kept, one at a time, and notes fall back on what the design says', async () => {
    const id = await start({ notes: 'from the design' });
    expect(await summaryOf(id)).toMatchObject({ isStarred: false, tags: [], notes: 'from the design', origin: null });
    await call()['experiments.mark']({ id, isStarred: true });
    await call()['experiments.mark']({ id, tags: ['paper', 'paper', '<b>bold</b>'] });
    await call()['experiments.mark']({ id, notes: '# =1+1 \u202e' });
    const marked = { isStarred: true, tags: ['paper', '<b>bold</b>'], notes: '# =1+1 \u202e' };
    expect(await summaryOf(id)).toMatchObject(marked);
    expect((await call()['experiments.list']({})).at(0)).toMatchObject(marked);
    await call()['experiments.mark']({ id, notes: null });
    expect((await summaryOf(id)).notes).toBe('from the design');
    bench = bench.reopen();
    expect(await summaryOf(id)).toMatchObject({ isStarred: true, tags: ['paper', '<b>bold</b>'] });
  });

  it('are set on many at once, all or none', async () => {
    const [one, two] = [await start(), await start()];
    await call()['experiments.mark']({ id: one, tags: ['old'] });
    await call()['experiments.markMany']({ ids: [one, two], addTags: ['new'], removeTags: ['old'], isStarred: true });
    expect([(await summaryOf(one)).tags, (await summaryOf(two)).tags]).toEqual([['new'], ['new']]);
    expect(() => call()['experiments.markMany']({ ids: [one, 'nope'], addTags: ['more'] })).toThrow('There is no experiment "nope".');
    expect((await summaryOf(one)).tags).toEqual(['new']);
  });

  it('bin many at once, but none while one of them trains', async () => {
    const [one, two] = [await start(), await start({ name: 'Second' })];
    for (const job of bench.pool.jobs.slice(0, 2)) playToEnd(job);
    await settle();
    expect(() => call()['experiments.binMany']({ ids: [one, two] })).toThrow('"Second" is in training.');
    expect((await summaryOf(one)).isDeleted).toBe(false);
    await call()['experiments.binMany']({ ids: [one] });
    expect((await summaryOf(one)).isDeleted).toBe(true);
    expect((await call()['runs.list']({})).map(({ experimentId }) => experimentId)).toEqual([two]);
    await call()['experiments.restoreMany']({ ids: [one] });
    expect((await summaryOf(one)).isDeleted).toBe(false);
  });
});

describe('lists and pages of runs', () => {
  it('tell what every run came to, by condition', async () => {
    const id = await start({ 'factors.0.values': [32, 'full'] });
    for (let next = 0; next < bench.pool.jobs.length; next++) playToEnd(bench.pool.jobs[next]);
    const [listing] = await call()['runs.list']({ experimentIds: [id] });
    expect(listing.conditions).toEqual([
      { factors: { 'batch.size': 32 }, batchSize: 32, learningRate: 0.01 },
      { factors: { 'batch.size': 'full' }, batchSize: 500, learningRate: 0.01 },
    ]);
    expect(listing.runs.map((run) => [run.id, run.status])).toEqual(
      [1, 2].flatMap((condition) => [1, 2].map((seed) => [`${id}.${condition}.${seed}`, 'finished'])),
    );
    expect([[...listing.loss], [...listing.score]]).toEqual([
      [0.6, 0.6, 0.6, 0.6],
      [0.75, 0.75, 0.75, 0.75],
    ]);
  });

  it('show one run with its own settings and whether its record is whole', async () => {
    const id = await start({ 'factors.0.values': [32, 'full'] });
    for (let next = 0; next < bench.pool.jobs.length; next++) playToEnd(bench.pool.jobs[next]);
    const page = await call()['runs.get']({ runId: `${id}.2.1` });
    expect(page).toMatchObject({
      run: { id: `${id}.2.1`, status: 'finished', final: { test: { score: 0.75 } } },
      states: [],
      descendants: [],
    });
    expect([page.spec.batch.size, page.spec.factors, page.condition.isFullBatch]).toEqual(['full', [], true]);
    expect(await call()['runs.verify']({ runId: `${id}.2.1` })).toEqual({
      isIntact: true,
      recordHash: (await call()['runs.get']({ runId: `${id}.2.1` })).recordHash,
      weightHash: 'f'.repeat(64),
    });
    expect(() => call()['runs.get']({ runId: 'nope' })).toThrow('There is no run "nope".');
  });
});

describe('comparisons', () => {
  const content = {
    version: 1,
    items: [{ kind: 'experiment', id: 'a' }],
    lens: 'updates',
    grouping: ['batch.size'],
    tab: 'curves',
    settings: { smoothing: 0.5 },
  } as const;

  it('are saved, changed, renamed, binned and restored', async () => {
    const mutable = { ...content, items: [...content.items], grouping: [...content.grouping] };
    const saved = await call()['comparisons.save']({ name: 'Figure 2', content: mutable });
    bench.clock.advance(1000);
    const changed = await call()['comparisons.save']({ id: saved.id, name: 'Figure 2', content: { ...mutable, lens: 'samples' } });
    expect([changed.createdAt, changed.changedAt - saved.changedAt, changed.content.lens]).toEqual([saved.createdAt, 1000, 'samples']);
    await call()['comparisons.rename']({ id: saved.id, name: 'Figure 3' });
    await call()['comparisons.bin']({ id: saved.id });
    expect(await call()['comparisons.list']({})).toMatchObject([{ name: 'Figure 3', isDeleted: true, content: { lens: 'samples' } }]);
    await call()['comparisons.restore']({ id: saved.id });
    expect(await call()['comparisons.list']({})).toMatchObject([{ isDeleted: false }]);
    expect(() => call()['comparisons.bin']({ id: 'nope' })).toThrow('There is no such comparison any more.');
  });
});
