/** A full disk and other troubles: every write fails whole, in plain words, and goes on afterwards. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '#lab/ports/store';
import { SqliteError } from '#store/sqlite';
import type { Connection } from '#store/sqlite';
import { guard, storageFailure } from '#store/storage-failure';
import { storeWithDatabase } from '#test/support/store-raw';
import { EMPTY_BATCH, sampleEvaluation, sampleExperiment, sampleSpec, temporaryFolder } from '#test/support/store-sample';

const place = { directory: '/data', file: '/data/batchlab.sqlite3' };

describe('a full disk', () => {
  let store: Store;
  let database: Connection;
  let folder: string;
  let remove: () => void;
  beforeEach(() => {
    ({ folder, remove } = temporaryFolder());
    ({ store, database } = storeWithDatabase(folder));
    store.createExperiment(sampleExperiment('a', { size: [1, 40] }));
  });
  afterEach(() => {
    store.close();
    remove();
  });

  const long = 'x'.repeat(20_000);
  const runIds = Array.from({ length: 40 }, (_, replicate) => `a-0-${replicate}`);
  let count = 0;
  const progressOf = (values: number): (() => void) => {
    let from = 0;
    return () => {
      const metrics = { loss: new Float32Array(values).fill(1.5), gradientNorm: Float32Array.from({ length: values }, Math.random) };
      const evaluations = [sampleEvaluation(from)];
      store.write({ ...EMPTY_BATCH, progress: runIds.map((runId) => ({ runId, fromUpdate: from, metrics, evaluations })) });
      from += values;
    };
  };
  const writes: Record<string, () => () => void> = {
    createExperiment: () => () => {
      const id = `full${count++}`;
      store.createExperiment(sampleExperiment(id, { size: [5, 20], spec: { ...sampleSpec('x'), notes: long } }));
    },
    'write: short stretches and evaluations': () => progressOf(20),
    'write: whole chunks': () => progressOf(5000),
    'write: checkpoints': () => () => {
      const state = new Uint8Array(3000 * ++count);
      store.write({ ...EMPTY_BATCH, checkpoints: runIds.map((runId) => ({ runId, update: count, state })) });
    },
    'write: runs': () => () => {
      const device = 'x'.repeat(500 * ++count);
      store.write({ ...EMPTY_BATCH, runs: runIds.map((runId) => ({ runId, device, status: 'finished' as const })) });
    },
    'write: events': () => () => store.write({ ...EMPTY_BATCH, events: [{ experimentId: 'a', at: 1, message: long }] }),
    rename: () => () => store.rename('a', 'x'.repeat(5000 * ++count)),
    saveDataset: () => () =>
      store.saveDataset({
        ...{ name: `d${count++}`, hash: 'h', file: 'f', shape: { rows: 1, features: 1, target: { kind: 'value' } } },
        ...{ featureNames: [long], targetName: 'y', classNames: null, importedAt: 1 },
        ...{ files: [], note: '', summary: null, isDeleted: false },
      }),
    saveSetting: () => () => store.saveSetting(`s${count++}`, long),
  };

  /** Every row of every table. */
  const contents = (): string => {
    const tables = database.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).pluck().all();
    return JSON.stringify(tables.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).raw().all()));
  };

  for (const [name, prepare] of Object.entries(writes)) {
    it(`leaves nothing half-written by ${name}, and there is a next time`, () => {
      const write = prepare();
      write();
      const pages = Number(database.pragma('page_count', { simple: true }));
      database.pragma(`max_page_count = ${pages + 12}`);
      let before = '';
      const fill = (): void => {
        for (let round = 0; round < 500; round++) {
          before = contents();
          write();
        }
      };
      expect(fill).toThrow(expect.objectContaining({ failure: { kind: 'storageFull', directory: folder } }));
      expect(contents()).toBe(before);
      expect(database.inTransaction).toBe(false);
      database.pragma('max_page_count = 1000000');
      expect(database.pragma('quick_check', { simple: true })).toBe('ok');
      write();
      expect(contents()).not.toBe(before);
    });
  }

  it('leaves nothing half-marked by markInterrupted', () => {
    for (let index = 0; index < 200; index++) store.createExperiment(sampleExperiment(`waiting${index}`));
    database.pragma(`max_page_count = ${Number(database.pragma('page_count', { simple: true }))}`);
    const before = contents();
    expect(() => store.markInterrupted()).toThrow(expect.objectContaining({ failure: { kind: 'storageFull', directory: folder } }));
    expect(contents()).toBe(before);
    database.pragma('max_page_count = 1000000');
    expect(store.markInterrupted()).toHaveLength(201);
  });
});

describe('failures', () => {
  it.each([
    ['SQLITE_FULL', 'storageFull'],
    ['SQLITE_READONLY', 'storageReadOnly'],
    ['SQLITE_READONLY_DBMOVED', 'storageReadOnly'],
    ['SQLITE_CANTOPEN', 'storageReadOnly'],
    ['SQLITE_BUSY', 'storageBusy'],
    ['SQLITE_BUSY_SNAPSHOT', 'storageBusy'],
    ['SQLITE_CORRUPT', 'storageDamaged'],
    ['SQLITE_CORRUPT_INDEX', 'storageDamaged'],
    ['SQLITE_NOTADB', 'storageDamaged'],
    ['SQLITE_IOERR_WRITE', 'storageDamaged'],
  ])('of SQLite: %s is %s', (code, kind) => {
    expect(storageFailure(place, new SqliteError('message', code))?.kind).toBe(kind);
  });

  it.each([
    ['ENOSPC', 'storageFull'],
    ['EACCES', 'storageReadOnly'],
    ['EROFS', 'storageReadOnly'],
    ['ENOTDIR', 'unreadableFile'],
  ])('of the file system: %s is %s', (code, kind) => {
    expect(storageFailure(place, Object.assign(new Error(code), { code }))?.kind).toBe(kind);
  });

  it('of the program itself stay what they are', () => {
    const mistake = new TypeError('x is not a function');
    expect(() =>
      guard(place, () => {
        throw mistake;
      }),
    ).toThrow(mistake);
    const constraint = new SqliteError('NOT NULL constraint failed', 'SQLITE_CONSTRAINT_NOTNULL');
    expect(() =>
      guard(place, () => {
        throw constraint;
      }),
    ).toThrow(constraint);
  });

  it('name the code of an unknown disk error', () => {
    expect(storageFailure(place, new SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC'))).toMatchObject({
      reason: expect.stringContaining('SQLITE_IOERR_FSYNC') as string,
    });
  });
});
