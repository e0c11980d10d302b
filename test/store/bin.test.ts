/** Deleting for good: nothing is left behind, nothing else is touched, and the disk gets its space back. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '#lab/ports/store';
import { BINNED_SQL } from '#store/bin';
import { connect, type Connection } from '#store/sqlite';
import { storeWithDatabase } from '#test/support/store-raw';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

let folder: string;
let remove: () => void;
let store: Store;
let database: Connection;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  ({ store, database } = storeWithDatabase(folder));
});
afterEach(() => {
  store.close();
  remove();
});

const file = (): string => join(folder, 'batchlab.sqlite3');
/** Bytes that do not compress. */
const noise = (length: number, seed: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => (Math.imul(index + seed, 0x9e3779b1) >>> 13) & 255);

/** Finished runs but for the last one, which was interrupted; with series, states, evaluations, an event and an answered probe each. */
function trained(id: string, runs: number): void {
  const experiment = sampleExperiment(id, { size: [1, runs], createdAt: id.codePointAt(0) ?? 0 });
  store.createExperiment(experiment);
  for (const [seed, { id: runId }] of experiment.runs.entries()) {
    const evaluations = [sampleEvaluation(0), sampleEvaluation(100)];
    const loss = Float32Array.from({ length: 40_000 }, (_, index) => Math.sin(index * (seed + 1)));
    const state = { runId, update: 100, state: noise(200_000, seed) };
    const interrupted = { runId, status: 'interrupted', update: 40_000, seconds: 1 } as const;
    store.write({
      ...EMPTY_BATCH,
      progress: [{ runId, fromUpdate: 0, metrics: { loss }, evaluations }],
      checkpoints: [{ ...state, update: 50 }],
      snapshots: [state],
      runs: [seed === runs - 1 ? interrupted : { ...interrupted, status: 'finished', weightHash: 'f'.repeat(64), endedAt: 1 }],
      events: [{ experimentId: id, at: 1, message: 'Trained.' }],
    });
    const question = { kind: 'distances' as const, runIds: [runId] };
    const result = { kind: 'distances' as const, runs: [], pairs: [] };
    const about = { experimentId: id, runIds: [runId], kind: 'distances' as const, question, seconds: 1, createdAt: 1 };
    store.saveProbe({ ...about, id: `probe-${runId}`, result: result as never });
  }
}

/** Rows of every table, by what they belong to. */
function rowsOf(id: string): Readonly<Record<string, number>> {
  const tables = database
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
    .pluck()
    .all();
  return Object.fromEntries(
    tables.flatMap((table) => {
      const columns = database.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
      const column = columns.find((name) => name === 'run_id' || name === 'experiment_id') ?? (table === 'experiments' ? 'id' : null);
      if (column === null) return [];
      const count = database.prepare<[string], number>(`SELECT count(*) FROM ${table} WHERE ${column} LIKE ? || '%'`).pluck().get(id);
      return [[table, count ?? -1]];
    }),
  );
}

function empty(id: string): void {
  while (!store.deleteSome(id, 2));
}

describe('the bin', () => {
  it('tells what is in it and about how much it takes', () => {
    trained('a', 3);
    trained('b', 2);
    expect(store.binned()).toEqual([]);
    store.markExperiments(['a', 'b'], { isDeleted: true });
    const [later, earlier] = store.binned();
    expect([later.id, later.name, later.runs, earlier.id, earlier.runs]).toEqual(['b', 'Experiment b', 2, 'a', 3]);
    expect(earlier.bytes).toBeGreaterThan(later.bytes);
    expect(earlier.bytes).toBeGreaterThan(4 * 200_000);
    const steps = database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${BINNED_SQL}`).all();
    expect(steps.filter(({ detail }) => detail.startsWith('SCAN')).map(({ detail }) => detail)).toEqual([
      expect.stringContaining('SCAN e USING INDEX experiments_by_age'),
    ]);
  });

  it('deletes an experiment in steps with everything that belongs to it, and nothing else', () => {
    trained('a', 3);
    trained('b', 2);
    const kept = rowsOf('b');
    expect(Object.values(kept).every((count) => count > 0)).toBe(true);
    store.markExperiments(['a'], { isDeleted: true });
    expect(store.deleteSome('a', 2)).toBe(false);
    expect(store.runs('a')).toHaveLength(1);
    expect(store.deleteSome('a', 2)).toBe(true);
    expect(store.deleteSome('a', 2)).toBe(true);
    expect(Object.values(rowsOf('a')).every((count) => count === 0)).toBe(true);
    expect(rowsOf('b')).toEqual(kept);
    expect(store.verifyRun('b-0-0')).toBe(true);
    expect(database.pragma('foreign_key_check')).toEqual([]);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('deletes nothing that is not in the bin', () => {
    trained('a', 1);
    const before = rowsOf('a');
    expect(() => store.deleteSome('a', 10)).toThrow('The experiment "a" is not in the bin, so it is not deleted.');
    expect(rowsOf('a')).toEqual(before);
  });
});

describe('the space', () => {
  it('goes back to the disk a few pages at a time', () => {
    trained('a', 6);
    trained('b', 2);
    store.markExperiments(['a'], { isDeleted: true });
    const [{ bytes }] = store.binned();
    database.pragma('wal_checkpoint(TRUNCATE)');
    const before = { file: statSync(file()).size, pages: store.fileBytes() };
    empty('a');
    expect(store.fileBytes()).toBe(before.pages);
    let steps = 0;
    while (store.giveBack(100) === false) steps++;
    expect(steps).toBeGreaterThan(3);
    const freed = before.pages - store.fileBytes();
    expect(statSync(file()).size).toBe(before.file - freed);
    expect(freed / bytes).toBeGreaterThan(0.9);
    expect(freed / bytes).toBeLessThan(1.3);
    expect(store.verifyRun('b-0-0')).toBe(true);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  it('of a file of an older version comes back when the file is written anew, and in parts from then on', () => {
    trained('a', 3);
    trained('b', 3);
    store.close();
    const old = connect(file(), 'write');
    old.pragma('journal_mode = DELETE');
    old.pragma('auto_vacuum = NONE');
    old.exec('VACUUM');
    old.close();
    ({ store, database } = storeWithDatabase(folder));
    store.markExperiments(['a', 'b'], { isDeleted: true });
    const before = store.fileBytes();
    empty('a');
    expect(store.giveBack(100)).toBeNull();
    expect(store.fileBytes()).toBe(before);
    store.compact();
    const between = store.fileBytes();
    expect(between).toBeLessThan(before * 0.6);
    empty('b');
    while (store.giveBack(100) === false);
    expect(store.fileBytes()).toBeLessThan(between * 0.2);
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  });
});
