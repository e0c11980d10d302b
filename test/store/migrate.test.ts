/** Upgrades: a backup first, one transaction a step, old or new and never between. */
import Database from 'better-sqlite3';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { layoutOf, migrate } from '#store/migrate';
import type { Migration } from '#store/migrate';
import { connect } from '#store/sqlite';
import type { Connection } from '#store/sqlite';
import type { Place } from '#store/storage-failure';
import { temporaryFolder } from '#test/support/store-sample';

let place: Place;
let database: Connection;
let remove: () => void;
beforeEach(() => {
  const temporary = temporaryFolder();
  remove = temporary.remove;
  place = { directory: temporary.folder, file: join(temporary.folder, 'batchlab.sqlite3') };
  database = connect(place.file, 'write');
});
afterEach(() => {
  database.close();
  remove();
});

const first: Migration = { version: 1, name: 'first', up: (db) => db.exec(`CREATE TABLE a (x); INSERT INTO a VALUES ('old')`) };
const second: Migration = { version: 2, name: 'second', up: (db) => db.exec(`CREATE TABLE b (y); UPDATE a SET x = 'new'`) };
const third: Migration = { version: 3, name: 'third', up: (db) => db.exec(`ALTER TABLE b ADD COLUMN z`) };
const now = (): number => Date.UTC(2026, 10, 22, 13, 40, 5);
const value = (db: Connection): unknown => db.prepare('SELECT x FROM a').pluck().get();

it('runs every step once, and makes no backup of a new database', () => {
  migrate(database, place, [first, second], now);
  migrate(database, place, [first, second], now);
  expect(layoutOf(database, place, 2)).toBe(2);
  expect(value(database)).toBe('new');
  expect(readdirSync(place.directory)).not.toContain('backups');
});

it('copies the database before it upgrades it; the copy has the old layout and the old data', () => {
  migrate(database, place, [first], now);
  migrate(database, place, [first, second, third], now);
  expect(layoutOf(database, place, 3)).toBe(3);
  const backups = readdirSync(join(place.directory, 'backups'));
  expect(backups).toEqual(['2026-11-22T13-40-05.000Z-layout-1.sqlite3']);
  const copy = new Database(join(place.directory, 'backups', backups[0]), { readonly: true });
  expect(layoutOf(copy, place, 1)).toBe(1);
  expect(value(copy)).toBe('old');
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
  copy.close();
});

it('leaves the layout before a step that fails, and can be tried again', () => {
  const failing: Migration = {
    ...second,
    up: (db) => {
      second.up(db);
      throw new Error('power cut');
    },
  };
  migrate(database, place, [first], now);
  expect(() => migrate(database, place, [first, failing, third], now)).toThrow('power cut');
  expect(layoutOf(database, place, 3)).toBe(1);
  expect(value(database)).toBe('old');
  expect(database.prepare(`SELECT name FROM sqlite_schema`).pluck().all()).toEqual(['a']);
  migrate(database, place, [first, second, third], () => now() + 1);
  expect(layoutOf(database, place, 3)).toBe(3);
  expect(value(database)).toBe('new');
  expect(readdirSync(join(place.directory, 'backups'))).toHaveLength(2);
});

it('does not upgrade without a backup', () => {
  migrate(database, place, [first], now);
  migrate(database, place, [first, second], now);
  database.pragma('user_version = 1');
  expect(() => migrate(database, place, [first, second], now)).toThrow('a backup never replaces a file');
  expect(layoutOf(database, place, 2)).toBe(1);
});
