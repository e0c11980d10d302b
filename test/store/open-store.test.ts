/** Opening a data folder: what is made, who may write, and what is refused untouched. */
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LabError } from '#core/failure';
import type { Failure } from '#core/failure';
import { MIGRATIONS, openStore } from '#store/open-store';
import { EMPTY_BATCH, sampleExperiment, temporaryFolder } from '#test/support/store-sample';

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

const file = (): string => join(folder, 'batchlab.sqlite3');
const digest = (): string => createHash('sha256').update(readFileSync(file())).digest('hex');

function failureOfOpening(mode: 'write' | 'read', directory = folder): Failure {
  try {
    openStore(directory, { mode }).close();
  } catch (error) {
    if (error instanceof LabError) return error.failure;
    throw error;
  }
  throw new Error('it opened');
}

it('makes a private folder with a database that other tools recognise', () => {
  const directory = join(folder, 'new', 'data');
  openStore(directory, { mode: 'write' }).close();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(readdirSync(directory).sort()).toEqual(['batchlab.sqlite3', 'writer.lock']);
  const database = new Database(join(directory, 'batchlab.sqlite3'), { readonly: true });
  const pragma = (name: string): unknown => database.pragma(name, { simple: true });
  expect([pragma('application_id'), pragma('user_version'), pragma('journal_mode')]).toEqual([0x42534c42, MIGRATIONS.length, 'wal']);
  database.close();
});

it('lets one writer in and tells the second who the first is; after close the next may', () => {
  const store = openStore(folder, { mode: 'write', now: () => Date.UTC(2026, 10, 22, 13, 40), holder: 'Batch Size Lab' });
  const holder = `Batch Size Lab (process ${process.pid}, since 2026-11-22 13:40 UTC)`;
  expect(failureOfOpening('write')).toEqual({ kind: 'storageBusy', directory: folder, holder });
  store.close();
  expect(existsSync(join(folder, 'writer.json'))).toBe(false);
  openStore(folder, { mode: 'write' }).close();
});

it('lets readers look on while a writer works, and refuses their writes', () => {
  const writer = openStore(folder, { mode: 'write' });
  const reader = openStore(folder, { mode: 'read' });
  expect([writer.isReadOnly, reader.isReadOnly]).toEqual([false, true]);
  writer.createExperiment(sampleExperiment('a'));
  expect(reader.listExperiments().map((entry) => entry.id)).toEqual(['a']);
  const refused = { failure: { kind: 'storageReadOnly', directory: folder } };
  for (const write of [
    () => reader.createExperiment(sampleExperiment('b')),
    () => reader.write({ progress: [], checkpoints: [], runs: [], experiments: [], events: [] }),
    () => reader.markExperiments(['a'], { isDeleted: true }),
    () => reader.rename('a', 'x'),
    () => reader.markInterrupted(),
    () => reader.saveSetting('a', 'b'),
  ]) {
    expect(write).toThrow(expect.objectContaining(refused));
  }
  reader.close();
  writer.rename('a', 'still writing');
  writer.close();
});

it('shows a reader what a writer that is gone left in training as interrupted, without writing that down', () => {
  const writer = openStore(folder, { mode: 'write' });
  writer.createExperiment(sampleExperiment('a'));
  writer.write({
    ...EMPTY_BATCH,
    runs: [{ runId: 'a-0-0', status: 'training' }],
    experiments: [{ id: 'a', state: 'training', endedAt: null }],
  });
  const reader = openStore(folder, { mode: 'read' });
  const seen = (): unknown[] => {
    const [{ state, runCounts }] = reader.listExperiments();
    return [state, runCounts.training, runCounts.interrupted, reader.experiment('a')?.state, reader.run('a-0-0')?.status];
  };
  expect(seen()).toEqual(['training', 1, 0, 'training', 'training']);
  const note = join(folder, 'writer.json');
  const { pid: dead } = spawnSync(process.execPath, ['--version']);
  writeFileSync(note, readFileSync(note, 'utf8').replace(String(process.pid), String(dead)));
  expect(seen()).toEqual(['interrupted', 0, 1, 'interrupted', 'interrupted']);
  expect(writer.experiment('a')?.state).toBe('training');
  reader.close();
  writer.close();
});

it('says that there is nothing to read yet', () => {
  expect(failureOfOpening('read')).toMatchObject({ kind: 'unreadableFile', file: file() });
  expect(readdirSync(folder)).toEqual([]);
});

it('refuses a newer layout without changing a byte', () => {
  openStore(folder, { mode: 'write' }).close();
  const database = new Database(file());
  database.pragma('user_version = 99');
  database.close();
  const before = digest();
  for (const mode of ['write', 'read'] as const) {
    expect(failureOfOpening(mode)).toEqual({ kind: 'storageNewer', file: file(), found: 99, known: MIGRATIONS.length });
  }
  expect(digest()).toBe(before);
});

it('refuses the database of another program, and what is no database, without changing a byte', () => {
  const foreign = new Database(file());
  foreign.exec('CREATE TABLE notes (text)');
  foreign.close();
  let before = digest();
  expect(failureOfOpening('write')).toMatchObject({ kind: 'storageDamaged', file: file() });
  expect(failureOfOpening('read')).toMatchObject({ kind: 'storageDamaged' });
  expect(digest()).toBe(before);
  writeFileSync(file(), 'name,value\n'.repeat(1000));
  before = digest();
  expect(failureOfOpening('write')).toMatchObject({ kind: 'storageDamaged', file: file() });
  expect(digest()).toBe(before);
  // A refused writer gives its lock back.
  writeFileSync(file(), '');
  openStore(folder, { mode: 'write' }).close();
});

it('says in plain words that the folder cannot be one, or that the database is a folder', () => {
  writeFileSync(join(folder, 'plain'), '');
  expect(failureOfOpening('write', join(folder, 'plain'))).toMatchObject({ kind: 'unreadableFile' });
  expect(failureOfOpening('write', join(folder, 'plain', 'below'))).toMatchObject({ kind: 'unreadableFile' });
  mkdirSync(file());
  expect(failureOfOpening('write')).toMatchObject({ kind: 'storageDamaged' });
});

it('opens a folder whose name looks like a file address or ends in a blank', () => {
  for (const name of ['file:odd?mode=ro', 'a b ', 'ünï#%20']) {
    const store = openStore(join(folder, name), { mode: 'write' });
    store.saveSetting('key', name);
    expect(store.setting('key')).toBe(name);
    store.close();
    expect(existsSync(join(folder, name, 'batchlab.sqlite3'))).toBe(true);
  }
});
