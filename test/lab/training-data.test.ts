/** The data of conditions: prepared once where it is the same, known to the engine while it is needed, true to the hash of each. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generate } from '#core/data/generate';
import type { PreparedData } from '#core/data/table';
import { checkSpec } from '#core/experiment/validate';
import { createDatasetFiles } from '#datasets/dataset-files';
import { tableHash } from '#datasets/hash';
import { createLab, type Lab } from '#lab/lab';
import { TrainingData } from '#lab/training-data';
import { studyFiles } from '#report/study-files';
import { openStore } from '#store/open-store';
import { FakeClock } from '#test/support/fake-clock';
import { playToEnd, ScriptedPool, scriptedEngines } from '#test/support/scripted-engines';
import { MODES_SHAPE, modesWith } from '#test/support/specs';

/** Remembers what it was given. */
class RememberingPool extends ScriptedPool {
  readonly given: PreparedData[] = [];
  readonly data = new Map<string, PreparedData>();
  override provide(dataId: string, data?: PreparedData): void {
    super.provide(dataId);
    if (data === undefined) return;
    this.given.push(data);
    this.data.set(dataId, data);
  }
}

const SCALINGS = ['none', 'standardizePerFeature', 'standardizeGlobal', 'minMaxPerFeature', 'minMaxGlobal'];

let directory: string;
let pool: RememberingPool;
let lab: Lab;
let isTampered: boolean;
let clock: FakeClock;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'batchlab-training-data-'));
  pool = new RememberingPool(1);
  isTampered = false;
  clock = new FakeClock();
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  lab = createLab({
    store: openStore(directory, { mode: 'write' }),
    engines: scriptedEngines(pool),
    files: createDatasetFiles(directory),
    studies: studyFiles(),
    presets: { list: () => [] },
    environment: {
      appVersion: '0',
      os: 'test',
      node: 'test',
      newId: () => 'e1',
      hashText: hash,
      hashTable: (table) => (isTampered ? hash('other') : tableHash(table)),
      memory: () => ({ usedBytes: 1, totalBytes: 2 }),
      load: () => ({ pid: 1, cores: 2, cpuSeconds: 0, loopDelayMs: { mean: 0, p99: 0, most: 0 } }),
    },
    clock,
    engineChoice: 'auto',
    workers: null,
  });
});
afterEach(async () => {
  await lab.close();
  rmSync(directory, { recursive: true });
});

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function start(factors: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { id } = await lab.handlers['experiments.start']({ spec: modesWith({ replicates: 2, factors, ...more }) });
  await settle();
  return id;
}
async function stateOf(id: string): Promise<string> {
  return (await lab.handlers['experiments.get']({ id })).summary.state;
}

describe('the data of conditions', () => {
  it('is prepared once for all conditions that train on the same, and forgotten at the end', async () => {
    const id = await start([
      { path: 'data.labelNoise', values: [0, 0.5] },
      { path: 'batch.size', values: [1, 32] },
    ]);
    for (let next = 0; next < pool.jobs.length; next++) playToEnd(pool.jobs[next]);
    expect(pool.jobs.map(({ job }) => job.batchSize)).toEqual([1, 1, 32, 32]);
    expect(new Set(pool.jobs.map(({ job }) => job.dataId)).size).toBe(2);
    expect(pool.given).toHaveLength(2);
    expect(pool.given[0].table.target).not.toEqual(pool.given[1].table.target);
    clock.advance(1000);
    expect(pool.provided.size).toBe(0);
    expect(await stateOf(id)).toBe('finished');
  });

  it('has the rows of its condition', async () => {
    await start([{ path: 'data.trainingRows', values: [50, 'all'] }], { 'batch.size': 10 });
    for (let next = 0; next < pool.jobs.length; next++) playToEnd(pool.jobs[next]);
    const rows = pool.jobs.map(({ job }) => [job.updates, pool.data.get(job.dataId)?.split.train.length]);
    expect(rows).toEqual([
      [10_000, 500],
      [1000, 50],
    ]);
  });

  it('makes room for itself: what no job needs goes first, the longest unused before the others', () => {
    const { spec, plan } = checkSpec(modesWith({ factors: [{ path: 'data.scaling', values: SCALINGS }] }), MODES_SHAPE);
    if (spec === null || plan === null || spec.data.source.kind === 'dataset') throw new Error('The spec of this test is wrong.');
    const table = generate(spec.data.source);
    const hash = tableHash(table);
    let loads = 0;
    const data = new TrainingData(
      {
        spec,
        dataHash: hash,
        provenance: { app: '', engine: '', engineVersion: '', device: '', os: '', node: '', specHash: '', dataHash: hash },
      },
      {
        data: { load: () => ({ table, hash: (loads++, hash) }) },
        pool,
        environment: { hashText: (text) => text },
        // Features, labels and split take 8 kB, 4 kB and 4 kB.
        mostIdleBytes: 2 * 16_000,
      },
    );
    const scalings = (): string[] => [...pool.provided].map((id) => /"scaling":"(\w+)"/.exec(id)?.[1] ?? '');
    const [none, each, all, range] = plan.conditions.map((condition) => (): string => data.hold(condition));
    const first = none();
    for (const hold of [each, all]) data.release(hold());
    data.release(each());
    expect(scalings()).toEqual(['none', 'standardizePerFeature', 'standardizeGlobal']);
    data.release(range());
    expect(scalings()).toEqual(['none', 'standardizePerFeature', 'minMaxPerFeature']);
    expect(none()).toBe(first);
    data.release(first);
    data.release(all());
    expect(scalings()).toEqual(['none', 'minMaxPerFeature', 'standardizeGlobal']);
    expect([pool.given.length, loads]).toEqual([5, 1]);
    data.close();
    expect(pool.provided.size).toBe(0);
  });

  it('has a hash for each condition where the tables differ, and only there', async () => {
    const id = await start([{ path: 'data.source.clusterStd', values: [1, 2] }]);
    const { provenance } = await lab.handlers['experiments.get']({ id });
    expect(new Set(provenance.conditionDataHashes).size).toBe(2);
    expect(provenance.conditionDataHashes?.[0]).toBe(provenance.dataHash);
    for (let next = 0; next < pool.jobs.length; next++) playToEnd(pool.jobs[next]);
  });

  it('has one hash where only its preparation differs', async () => {
    const id = await start([{ path: 'data.scaling', values: ['none', 'minMaxGlobal'] }]);
    expect((await lab.handlers['experiments.get']({ id })).provenance.conditionDataHashes).toBeUndefined();
    for (let next = 0; next < pool.jobs.length; next++) playToEnd(pool.jobs[next]);
  });

  it('that is no longer what it was ends the training with a sentence, and it can be taken up again', async () => {
    const id = await start([{ path: 'data.source.clusterStd', values: [1, 2] }]);
    isTampered = true;
    playToEnd(pool.jobs[0]);
    const { events, runs } = await lab.handlers['experiments.get']({ id });
    expect(await stateOf(id)).toBe('failed');
    expect(events.map(({ message }) => message)).toContain(
      'The data of "Modes" is no longer what it was when the experiment was designed.',
    );
    expect(runs.map(({ status }) => status)).toEqual(['finished', 'finished', 'waiting', 'waiting']);
    isTampered = false;
    void lab.handlers['experiments.resume']({ id });
    await settle();
    playToEnd(pool.jobs[1]);
    expect(await stateOf(id)).toBe('finished');
  });
});
