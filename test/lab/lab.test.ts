import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Topics } from '#contract/contract';
import { LabError } from '#core/failure';
import type { StopReason } from '#core/schedule/early-stopping';
import { createDatasetFiles } from '#datasets/dataset-files';
import { tableHash } from '#datasets/hash';
import { createLab, type Lab } from '#lab/lab';
import type { Store } from '#lab/ports/store';
import { studyFiles } from '#report/study-files';
import { openStore } from '#store/open-store';
import { FakeClock } from '#test/support/fake-clock';
import { playToEnd, ScriptedPool, scriptedEngines, scriptedProgress } from '#test/support/scripted-engines';
import { modesWith } from '#test/support/specs';

let directory: string;
let pool: ScriptedPool;
let clock: FakeClock;
let store: Store;
let lab: Lab;
let ids = 0;

function openLab(): void {
  pool = new ScriptedPool(2);
  clock = new FakeClock();
  store = openStore(directory, { mode: 'write' });
  lab = createLab({
    store,
    engines: scriptedEngines(pool),
    files: createDatasetFiles(directory),
    studies: studyFiles(),
    presets: { list: () => [] },
    environment: {
      appVersion: '0.0.0-test',
      os: 'test',
      node: process.version,
      newId: () => `e${String(++ids)}`,
      hashText: (text) => text.length.toString(16),
      hashTable: tableHash,
      memory: () => ({ usedBytes: 1, totalBytes: 2 }),
      load: () => ({ pid: 1, cores: 2, cpuSeconds: clock.now() / 2000, loopDelayMs: { mean: 1, p99: 2, most: 3 } }),
    },
    clock,
    engineChoice: 'auto',
    workers: null,
  });
}

/** Lets promises that are ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function start(fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id } = await lab.handlers['experiments.start']({ spec: modesWith({ replicates: 2, ...fields }) });
  await settle();
  return id;
}

const stateOf = async (id: string): Promise<string> => (await lab.handlers['experiments.get']({ id })).summary.state;
const statesOf = async (id: string): Promise<readonly string[]> =>
  (await lab.handlers['experiments.get']({ id })).runs.map((run) => run.status);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'batchlab-lab-'));
  openLab();
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

describe('the lab', () => {
  it('trains an experiment stack by stack, as many as there are places, and finishes', async () => {
    const id = await start();
    expect(pool.jobs.map(({ job }) => [job.batchSize, job.runs.length])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(await stateOf(id)).toBe('training');
    for (let next = 0; next < pool.jobs.length; next++) playToEnd(pool.jobs[next]);
    expect(pool.jobs.map(({ job }) => job.batchSize)).toEqual([1, 1, 32, 500]);
    expect(await stateOf(id)).toBe('finished');
    const detail = await lab.handlers['experiments.get']({ id });
    expect(new Set(detail.runs.map((run) => run.status))).toEqual(new Set(['finished']));
    expect(detail.summary.score).toMatchObject({ n: 2, mean: 0.75 });
    expect(detail.progress.fraction).toBe(1);
    expect(pool.provided.size).toBe(0);
  });

  it('writes down what really trains, also where the engine was not open before', async () => {
    const id = await start();
    const { provenance } = await lab.handlers['experiments.get']({ id });
    expect(provenance).toMatchObject({ engine: 'onnx-cpu', engineVersion: '1.0', device: 'a scripted device' });
  });

  it('gives replicate k the same stream names in every condition', async () => {
    await start();
    for (let next = 0; next < pool.jobs.length; next++) playToEnd(pool.jobs[next]);
    expect(new Set(pool.jobs.map(({ job }) => job.seed))).toEqual(new Set([1]));
    expect(pool.jobs.flatMap(({ job }) => job.runs.map((run) => `${String(job.batchSize)}:${String(run.replicate)}`)).sort()).toEqual([
      '1:0',
      '1:1',
      '32:0',
      '32:1',
      '500:0',
      '500:1',
    ]);
  });

  it('announces only what is stored', async () => {
    const id = await start();
    clock.advance(300);
    const seen: Topics['progress'][] = [];
    lab.subscribe('progress', (value) => seen.push(value));
    const [{ job, emit }] = pool.jobs;
    emit({ kind: 'progress', jobId: job.id, update: 500, runs: job.runs.map(({ runId }) => scriptedProgress(runId, 500)) });
    expect(seen).toEqual([]);
    expect(store.evaluations(job.runs[0].runId).update.length).toBe(0);
    clock.advance(300);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ id, runs: [{ runId: job.runs[0].runId, status: 'training', update: 500 }] });
    expect([...store.evaluations(job.runs[0].runId).update]).toEqual([500]);
  });

  it('queues a second experiment and starts it when the first is over', async () => {
    const first = await start();
    const second = await start({ name: 'Second' });
    expect(lab.handlers['lab.status']({})).toMatchObject({ training: first, waiting: [second] });
    for (let next = 0; next < 4; next++) playToEnd(pool.jobs[next]);
    await settle();
    expect(lab.handlers['lab.status']({})).toMatchObject({ training: second, waiting: [] });
  });

  it('pauses, goes on, stops, and resumes from the checkpoints', async () => {
    const id = await start();
    await lab.handlers['experiments.pause']({ id });
    expect(await stateOf(id)).toBe('paused');
    await lab.handlers['experiments.resume']({ id });
    expect(pool.jobs[0].asked).toEqual(['pause', 'resume']);

    await lab.handlers['experiments.stop']({ id });
    expect(await stateOf(id)).toBe('stopping');
    for (const { job, emit } of pool.jobs) {
      emit({ kind: 'checkpoint', jobId: job.id, runs: job.runs.map(({ runId }) => ({ runId, update: 77, state: Uint8Array.of(7, 7) })) });
      emit({ kind: 'ended', jobId: job.id, how: 'stopped' });
    }
    expect(await stateOf(id)).toBe('stopped');
    expect(await statesOf(id)).toEqual(['stopped', 'stopped', 'waiting', 'waiting', 'waiting', 'waiting']);

    await lab.handlers['experiments.resume']({ id });
    await settle();
    expect(pool.jobs.slice(2).flatMap(({ job }) => job.runs.map((run) => run.checkpoint))).toEqual([
      Uint8Array.of(7, 7),
      Uint8Array.of(7, 7),
    ]);
  });

  it('takes the runs of a lost engine process up again from their checkpoints, and gives up after three losses', async () => {
    const id = await start({ 'factors.0.values': [32], replicates: 1 });
    const lost = { kind: 'engineLost', engine: 'onnx-cpu', reason: 'it was killed.' } as const;
    const [{ job, emit }] = pool.jobs;
    emit({ kind: 'checkpoint', jobId: job.id, runs: [{ runId: job.runs[0].runId, update: 50, state: Uint8Array.of(1) }] });
    emit({ kind: 'failed', jobId: job.id, failure: lost });
    expect(pool.jobs[1].job.runs[0].checkpoint).toEqual(Uint8Array.of(1));
    const { events } = await lab.handlers['experiments.get']({ id });
    expect(events.map((event) => event.message)).toContain('Going on from the last checkpoint of 1 run.');
    for (const attempt of [1, 2]) pool.jobs[attempt].emit({ kind: 'failed', jobId: pool.jobs[attempt].job.id, failure: lost });
    expect(pool.jobs).toHaveLength(3);
    expect(await statesOf(id)).toEqual(['failed']);
    expect(await stateOf(id)).toBe('failed');
  });

  it('says that memory ran out, tries once more, and leaves the runs to be taken up again by whoever resumes', async () => {
    const id = await start({ 'factors.0.values': [32], replicates: 1 });
    const memory = { kind: 'engineMemory', engine: 'onnx-cpu' } as const;
    const lose = (attempt: number): void => pool.jobs[attempt].emit({ kind: 'failed', jobId: pool.jobs[attempt].job.id, failure: memory });
    const [{ job, emit }] = pool.jobs;
    emit({ kind: 'checkpoint', jobId: job.id, runs: [{ runId: job.runs[0].runId, update: 50, state: Uint8Array.of(1) }] });
    lose(0);
    lose(1);
    expect(await stateOf(id)).toBe('failed');
    const { events } = await lab.handlers['experiments.get']({ id });
    const messages = events.map((event) => event.message);
    expect(messages.filter((message) => message.includes('ran out of memory'))).toHaveLength(2);
    expect(messages).toContain(
      'The training process of onnx-cpu ran out of memory. Finished evaluations are kept. Use smaller batches or a smaller network, or close other programs; resume to go on from the last checkpoint.',
    );
    await lab.handlers['experiments.resume']({ id });
    await settle();
    expect(pool.jobs).toHaveLength(3);
    expect(pool.jobs[2].job.runs[0].checkpoint).toEqual(Uint8Array.of(1));
    playToEnd(pool.jobs[2]);
    expect(await stateOf(id)).toBe('finished');
    expect(await statesOf(id)).toEqual(['finished']);
  });

  it('pauses while nothing can be written, loses nothing, and goes on', async () => {
    await start();
    const [{ job, emit, asked }] = pool.jobs;
    const commit = store.commit.bind(store);
    let isFull = true;
    store.commit = (batch) => {
      if (isFull) throw new LabError({ kind: 'storageFull', directory });
      commit(batch);
    };
    emit({ kind: 'progress', jobId: job.id, update: 500, runs: [scriptedProgress(job.runs[0].runId, 500)] });
    clock.advance(300);
    expect(asked).toEqual(['pause']);
    expect(lab.handlers['lab.status']({})).toMatchObject({ storageProblem: expect.stringContaining('is full') as string });
    isFull = false;
    clock.advance(2100);
    expect(asked).toEqual(['pause', 'resume']);
    expect(lab.handlers['lab.status']({})).toMatchObject({ storageProblem: null });
    expect([...store.evaluations(job.runs[0].runId).update]).toEqual([500]);
  });

  it('finds what a killed lab was doing marked as interrupted, and resumes it', async () => {
    const id = await start();
    const [{ job, emit }] = pool.jobs;
    emit({ kind: 'progress', jobId: job.id, update: 500, runs: [scriptedProgress(job.runs[0].runId, 500)] });
    emit({ kind: 'checkpoint', jobId: job.id, runs: [{ runId: job.runs[0].runId, update: 500, state: Uint8Array.of(5) }] });
    clock.advance(300);
    store.close();
    openLab();
    expect(await stateOf(id)).toBe('interrupted');
    await lab.handlers['experiments.resume']({ id });
    await settle();
    expect(pool.jobs.map(({ job: { runs } }) => runs[0].checkpoint)).toContainEqual(Uint8Array.of(5));
  });

  it('keeps a diverged run as an outcome and says so', async () => {
    const id = await start({ 'factors.0.values': [32], replicates: 1 });
    const [{ job, emit }] = pool.jobs;
    emit({
      kind: 'outcome',
      jobId: job.id,
      runs: [{ runId: job.runs[0].runId, status: 'diverged', update: 12, weightHash: 'a'.repeat(64), seconds: 0.1 }],
    });
    emit({ kind: 'ended', jobId: job.id, how: 'completed' });
    expect(await statesOf(id)).toEqual(['diverged']);
    expect(await stateOf(id)).toBe('finished');
    const { events } = await lab.handlers['experiments.get']({ id });
    expect(events.map((event) => event.message)).toContain(
      'Batch size 32, seed 1 diverged at update 12: its numbers are no longer finite.',
    );
  });

  it('says which rule stopped a run early, and what an engine wants to be known, once', async () => {
    const id = await start({ 'factors.0.values': [32], replicates: 2 });
    const [{ job, emit }, other] = pool.jobs;
    const ended = (update: number, stopped: StopReason) =>
      emit({
        kind: 'outcome',
        jobId: job.id,
        runs: [{ runId: job.runs[0].runId, status: 'finished', update, weightHash: 'a'.repeat(64), seconds: 0.1, stopped }],
      });
    const parts = {
      kind: 'parts',
      batchSize: 60_000,
      parts: 4,
      rows: 15_000,
      needsBytes: 900 * 2 ** 20,
      mostBytes: 256 * 2 ** 20,
    } as const;
    for (const one of [{ job, emit }, other]) one.emit({ kind: 'notice', jobId: one.job.id, notice: parts });
    const reduced = { kind: 'rateReduced', runId: job.runs[0].runId, update: 400, learningRate: 0.005 } as const;
    emit({ kind: 'notice', jobId: job.id, notice: reduced });
    ended(1200, { rule: 'patience', metric: 'validation.loss', evaluations: 3, minimumChange: 0, best: 0.41234, bestAt: 900 });
    emit({ kind: 'ended', jobId: job.id, how: 'completed' });
    playToEnd(other);
    const { events, runs } = await lab.handlers['experiments.get']({ id });
    expect(runs.map(({ status, update }) => [status, update])).toEqual([
      ['finished', 1200],
      ['finished', other.job.updates],
    ]);
    const messages = events.map((event) => event.message);
    expect(messages).toContain(
      'Batch size 32, seed 1 stopped early at update 1,200: in validation loss the last 3 evaluations were no better than 0.4123 of update 900.',
    );
    expect(messages).toContain('Batch size 32, seed 1: the learning rate falls to 0.005 at update 400.');
    expect(messages.filter((message) => message.includes('in 4 parts'))).toEqual([
      'Batch 60,000 is worked through in 4 parts of up to 15,000 samples, because at once it would take 900 MB a run; 256 MB are allowed. Their gradients are added up: the update is that of the whole batch.',
    ]);
    expect((await lab.handlers['experiments.get']({ id })).progress.fraction).toBe(1);
  });

  it('refuses what makes no sense with a sentence', async () => {
    const id = await start();
    const refusal = (call: () => unknown): string => {
      try {
        call();
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return 'accepted';
    };
    const { handlers } = lab;
    expect(refusal(() => handlers['experiments.bin']({ id }))).toBe('"Modes" is in training. Stop it before you delete it.');
    expect(refusal(() => handlers['experiments.get']({ id: 'nope' }))).toBe('There is no experiment "nope".');
    await expect(handlers['runs.curves']({ runIds: ['nope'] })).rejects.toThrow('There is no run "nope".');
    await expect(async () => handlers['experiments.start']({ spec: modesWith({ 'batch.size': 0, factors: [] }) })).rejects.toThrow(
      'batch.size: must be at least 1, but is 0.',
    );
    for (let next = 0; next < 4; next++) playToEnd(pool.jobs[next]);
    await settle();
    expect(refusal(() => handlers['experiments.resume']({ id }))).toBe('"Modes" is finished: there is nothing to resume.');
    expect(refusal(() => handlers['experiments.stop']({ id }))).toBe('"Modes" is not training.');
  });

  it('keeps drafts and templates, describes them, and opens the draft that was open last', () => {
    const { handlers } = lab;
    expect([handlers['design.load']({}), handlers['design.list']({})]).toEqual([null, []]);
    void handlers['design.save']({ id: 'a', kind: 'draft', name: 'Half', spec: '{ "half": ' });
    clock.advance(5);
    void handlers['design.save']({ id: 'b', kind: 'draft', name: 'Modes', spec: modesWith({}) });
    void handlers['design.save']({ id: 't', kind: 'template', name: 'Ours', spec: modesWith({}) });
    expect(handlers['design.load']({})).toMatchObject({ id: 'b', name: 'Modes' });
    expect(handlers['design.load']({ id: 't' })).toMatchObject({ kind: 'template', spec: modesWith({}) });
    expect(handlers['design.load']({ id: 'a' })).toMatchObject({ spec: '{ "half": ', description: '' });
    expect(handlers['design.load']({})).toMatchObject({ id: 'a' });
    expect(handlers['design.list']({})).toMatchObject([
      { id: 'b', description: expect.stringMatching(/^Blobs, 2-50-3, /) as string, changedAt: clock.now(), isDeleted: false },
      { id: 't', kind: 'template' },
      { id: 'a', changedAt: clock.now() - 5 },
    ]);
  });

  it('bins a draft and brings it back; a binned one is not opened at the start, and saving it takes it out', () => {
    const { handlers } = lab;
    void handlers['design.save']({ id: 'a', kind: 'draft', name: 'A', spec: modesWith({}) });
    void handlers['design.bin']({ id: 'a' });
    expect([handlers['design.load']({}), handlers['design.list']({})]).toMatchObject([null, [{ id: 'a', isDeleted: true }]]);
    void handlers['design.restore']({ id: 'a' });
    expect(handlers['design.load']({})).toMatchObject({ id: 'a', isDeleted: false });
    void handlers['design.bin']({ id: 'a' });
    clock.advance(1);
    void handlers['design.save']({ id: 'a', kind: 'draft', name: 'A2', spec: modesWith({}) });
    expect(handlers['design.list']({})).toMatchObject([{ name: 'A2', isDeleted: false, createdAt: clock.now() - 1 }]);
    expect(() => handlers['design.bin']({ id: 'nope' })).toThrow('There is no such design any more.');
  });

  it('checks a grid of 2,000 conditions between other work', async () => {
    const values = Array.from({ length: 500 }, (_, index) => index + 1);
    const factors = [
      { path: 'batch.size', values },
      { path: 'optimizer.learningRate', values: [0.1, 0.2, 0.3, 0.4] },
    ];
    // Time that passes with every look at the clock: a turn is over after a few steps.
    const look = vi.spyOn(clock, 'now').mockImplementation(() => look.mock.calls.length);
    const checking = lab.handlers['design.check']({ spec: modesWith({ factors }) });
    let turns = 0;
    const reports: Awaited<typeof checking>[] = [];
    void Promise.resolve(checking).then((report) => reports.push(report));
    while (reports.length === 0 && turns < 10_000) {
      turns += 1;
      clock.advance(1);
      await Promise.resolve().then(() => undefined);
    }
    expect(turns).toBeGreaterThan(500);
    expect(reports).toMatchObject([{ conditionSeconds: { length: 2000 } }]);
  });

  describe('its library of data', () => {
    const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
    const TINY = bytesOf('a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n');
    const request = { fileName: 'tiny.csv', target: null, task: 'auto', bytes: TINY } as const;
    const source = { kind: 'dataset', name: 'tiny' };
    const tinyFields = { 'data.source': source, 'factors.0.values': [1, 2] };

    it('tells what is in it, where it came from, what was noted, and which experiments it served', async () => {
      const { handlers } = lab;
      await handlers['datasets.import']({ ...request, name: 'tiny' });
      const id = await start(tinyFields);
      void handlers['datasets.note']({ name: 'tiny', note: 'CC BY 4.0' });
      const { dataset, summary, uses } = await handlers['datasets.get']({ name: 'tiny' });
      expect(dataset).toMatchObject({ name: 'tiny', files: ['tiny.csv'], note: 'CC BY 4.0', usedBy: 1, isDeleted: false });
      expect(summary.classCounts).toEqual([2, 2]);
      expect(summary.features.map(({ name, mean }) => [name, mean])).toEqual([
        ['a', 4],
        ['b', 5],
      ]);
      expect(uses.map((use) => use.id)).toEqual([id]);
      expect((await handlers['datasets.list']({}))[0].usedBy).toBe(1);
    });

    it('goes on with an experiment whose data was renamed and binned since', async () => {
      const { handlers } = lab;
      await handlers['datasets.import']({ ...request, name: 'tiny' });
      const id = await start(tinyFields);
      void handlers['experiments.stop']({ id });
      for (const { job, emit } of [...pool.jobs]) emit({ kind: 'ended', jobId: job.id, how: 'stopped' });
      expect(await stateOf(id)).toBe('stopped');
      void handlers['datasets.rename']({ name: 'tiny', newName: 'small' });
      void handlers['datasets.bin']({ name: 'small' });
      void handlers['experiments.resume']({ id });
      await settle();
      expect(await stateOf(id)).toBe('training');
      await expect(async () => handlers['experiments.start']({ spec: modesWith(tinyFields) })).rejects.toThrow(
        'There is no dataset called "tiny" here.',
      );
      expect(() => handlers['datasets.shape']({ source: { kind: 'dataset', name: 'small' } })).toThrow('There is no dataset "small".');
    });

    it('keeps the name of what lies in the bin, and takes it out when the same comes again', async () => {
      const { handlers } = lab;
      await handlers['datasets.import']({ ...request, name: 'tiny' });
      void handlers['datasets.bin']({ name: 'tiny' });
      expect(await handlers['datasets.list']({})).toEqual([]);
      expect(await handlers['datasets.list']({ inBin: true })).toMatchObject([{ name: 'tiny', isDeleted: true }]);
      const other = bytesOf('a,kind\n1,x\n3,y\n5,x\n7,y\n');
      await expect(handlers['datasets.import']({ ...request, name: 'tiny', bytes: other })).rejects.toThrow('Restore it from there');
      expect(await handlers['datasets.import']({ ...request, name: 'tiny' })).toMatchObject({ isDeleted: false });
      void handlers['datasets.bin']({ name: 'tiny' });
      void handlers['datasets.restore']({ name: 'tiny' });
      expect(await handlers['datasets.list']({})).toHaveLength(1);
    });

    it('gives a name once', async () => {
      const { handlers } = lab;
      await handlers['datasets.import']({ ...request, name: 'tiny' });
      await handlers['datasets.import']({ ...request, name: 'again' });
      void handlers['datasets.rename']({ name: 'tiny', newName: 'tiny' });
      expect(() => handlers['datasets.rename']({ name: 'tiny', newName: 'again' })).toThrow('already another dataset called "again"');
      expect(() => handlers['datasets.rename']({ name: 'nothing', newName: 'x' })).toThrow('There is no dataset "nothing".');
    });

    it('sums up data of an older version when it is looked at, and remembers', async () => {
      const { handlers } = lab;
      await handlers['datasets.import']({ ...request, name: 'tiny' });
      store.changeDataset('tiny', { summary: null });
      const { summary } = await handlers['datasets.get']({ name: 'tiny' });
      expect(summary.classCounts).toEqual([2, 2]);
      expect(store.dataset('tiny')?.summary).toEqual(summary);
    });

    it('shows two features as they are, more of them flattened, and images as images', async () => {
      const { handlers } = lab;
      await handlers['datasets.import']({ ...request, name: 'tiny' });
      expect(await handlers['datasets.preview']({ source })).toMatchObject({
        x: Float32Array.of(1, 3, 5, 7),
        projection: null,
        images: null,
      });
      const wide = { kind: 'blobs', samples: 30, classes: 3, features: 5, clusterStd: 1, seed: 1 };
      expect((await handlers['datasets.preview']({ source: wide })).projection?.x).toHaveLength(30);
      const digits = await handlers['datasets.preview']({ source: { kind: 'digits', samples: 100, seed: 1 } });
      expect(digits.images?.pixels).toHaveLength(40 * 784);
    });
  });

  it('imports several files as one dataset, tells how far it is, and keeps nothing of a cancelled import', async () => {
    const { handlers } = lab;
    const idx = (...sizes: readonly number[]): Uint8Array<ArrayBuffer> =>
      Uint8Array.of(
        0,
        0,
        8,
        sizes.length,
        ...sizes.flatMap((size) => [0, 0, 0, size]),
        ...new Array(sizes[0] * 4 ** (sizes.length - 1)).keys(),
      );
    const files = [
      { name: 'images.idx', bytes: idx(8, 4) },
      { name: 'labels.idx', bytes: idx(8) },
    ];
    const request = { name: 'shapes', target: null, task: 'classification', files } as const;
    const parts: number[] = [];
    lab.subscribe('import', ({ importId, part }) => {
      expect(importId).toBe('one');
      parts.push(part);
    });
    const refused = handlers['datasets.importFiles']({ ...request, importId: 'one' });
    await expect(refused).rejects.toThrow('Every row has a value of its own');
    const rows = Array.from({ length: 300_000 }, (_, row) => `${row},${row % 7},${row % 2 === 0 ? 'even' : 'odd'}`);
    const table = [{ name: 'rows.csv', bytes: new TextEncoder().encode(rows.join('\n')) }];
    const long = handlers['datasets.importFiles']({ ...request, importId: 'one', files: table });
    await vi.waitFor(() => expect(parts.length).toBeGreaterThan(0), { timeout: 20_000 });
    void handlers['datasets.cancelImport']({ importId: 'one' });
    await expect(long).rejects.toThrow('It was cancelled. Nothing was changed.');
    expect(parts.every((part) => part > 0 && part <= 1)).toBe(true);
    expect(await handlers['datasets.list']({})).toEqual([]);
  });

  it('imports a dataset once, and refuses another one of the same name', async () => {
    const csv = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
    const request = { name: 'tiny', fileName: 'tiny.csv', target: null, task: 'auto' } as const;
    const bytes = csv('a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n');
    const { handlers } = lab;
    expect(await handlers['datasets.import']({ ...request, bytes })).toMatchObject({
      name: 'tiny',
      shape: { rows: 4, features: 2, target: { kind: 'class', classes: 2 } },
    });
    expect(await handlers['datasets.import']({ ...request, bytes })).toMatchObject({ name: 'tiny' });
    await expect(handlers['datasets.import']({ ...request, bytes: csv('a,kind\n1,x\n3,y\n5,x\n7,y\n') })).rejects.toThrow(
      'There is already another dataset called "tiny". Choose another name.',
    );
    expect(await handlers['datasets.list']({})).toHaveLength(1);
    expect(await handlers['datasets.shape']({ source: { kind: 'dataset', name: 'tiny' } })).toEqual({
      rows: 4,
      features: 2,
      target: { kind: 'class', classes: 2 },
    });
  });
});
