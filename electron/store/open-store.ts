/** Opens the history in a data folder: takes the writer's lock, looks before it touches anything, brings the layout up to date. */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '#core/failure';
import type { Store } from '#lab/ports/store';
import { type Durability, settledAtOnce } from '#store/durability';
import { leftBehind } from '#store/left-behind';
import { layoutOf, migrate } from '#store/migrate';
import type { Migration } from '#store/migrate';
import { history } from '#store/migrations/0001-history';
import { datasetLibrary } from '#store/migrations/0002-dataset-library';
import { study } from '#store/migrations/0003-study';
import { designs } from '#store/migrations/0004-designs';
import { noiseScale } from '#store/migrations/0005-noise-scale';
import { newestGoodBackup, plannedRestore, restore, withBackup } from '#store/restore';
import { settledSoon } from '#store/settled-soon';
import { connect, SqliteError } from '#store/sqlite';
import type { Connection } from '#store/sqlite';
import { guard } from '#store/storage-failure';
import type { Place } from '#store/storage-failure';
import { storeOn } from '#store/store';
import { isWriterAlive, takeWriterLock } from '#store/writer-lock';

export interface StoreOptions {
  /** Any number of readers may look on while one writer works; they see what it has committed. */
  readonly mode: 'write' | 'read';
  readonly now?: () => number;
  /** Who the lock is held for, as the next one to ask is told. */
  readonly holder?: string;
  /** Commits do not wait for the disk, so that screens stay quick; with the bundled file of `checkpoint-worker`, or its source. */
  readonly settlesSoon?: boolean;
  readonly checkpointWorker?: URL;
}

const sourceWorker = new URL('./checkpoint-worker.ts', import.meta.url);

/** In ascending order of their versions, without a gap, from 1. */
export const MIGRATIONS: readonly Migration[] = [history, datasetLibrary, study, designs, noiseScale];

/**
 * Throws LabError `storageBusy` (another writer), `storageReadOnly`, `storageNewer` and `storageDamaged` (neither changes a byte),
 * and, for a reader, `unreadableFile` where there is no history or one that has to be opened for writing first.
 */
export function openStore(directory: string, options: StoreOptions): Store {
  const folder = resolve(directory);
  const place: Place = { directory: folder, file: join(folder, 'batchlab.sqlite3') };
  const now = options.now ?? Date.now;
  if (options.mode === 'read') return openReader(place, now);
  const durability = (database: Connection): Durability =>
    options.settlesSoon === true ? settledSoon(database, options.checkpointWorker ?? sourceWorker) : settledAtOnce;
  return openWriter(place, now, options.holder ?? 'Batch Size Lab', durability);
}

function openReader(place: Place, now: () => number): Store {
  const { file } = place;
  if (!existsSync(file)) throw new LabError({ kind: 'unreadableFile', file, reason: 'there is no history in this folder yet.' });
  return guard(place, () => {
    const database = connect(file, 'read');
    try {
      if (layoutOf(database, place, MIGRATIONS.length) < MIGRATIONS.length) {
        throw new LabError({
          kind: 'unreadableFile',
          file,
          reason: 'an older version wrote it. Open it once for writing to bring it up to date.',
        });
      }
      return leftBehind(storeOrDamaged(database, place, now), () => isWriterAlive(place.directory));
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function openWriter(place: Place, now: () => number, holder: string, durability: (database: Connection) => Durability): Store {
  guard(place, () => mkdirSync(place.directory, { recursive: true, mode: 0o700 }));
  const lock = takeWriterLock(place.directory, holder, now);
  try {
    const planned = guard(place, () => plannedRestore(place.directory));
    if (planned !== null) restore(place, planned, MIGRATIONS.length, now());
    const store = guard(place, () => {
      if (existsSync(place.file)) look(place);
      const database = connect(place.file, 'write');
      try {
        migrate(database, place, MIGRATIONS, now);
        return storeOrDamaged(database, place, now, durability(database));
      } catch (error) {
        database.close();
        throw error;
      }
    });
    return {
      ...store,
      close() {
        try {
          store.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    const told = withBackup(place, error, MIGRATIONS.length);
    lock.release();
    throw told;
  }
}

/** A query that does not fit a layout which claims to be ours: its description of the tables was damaged. */
function storeOrDamaged(database: Connection, place: Place, now: () => number, durability?: Durability): Store {
  try {
    return storeOn(database, place, now, durability);
  } catch (error) {
    if (!(error instanceof SqliteError) || error.code !== 'SQLITE_ERROR') throw error;
    throw new LabError({ kind: 'storageDamaged', file: place.file, reason: `its tables are not what they should be (${error.message}).` });
  }
}

/** Puts a backup in the place of the history; without a name the newest that is whole. Returns its name. Throws LabError. */
export function restoreBackup(directory: string, name: string | null, now: () => number = Date.now): string {
  const folder = resolve(directory);
  const place: Place = { directory: folder, file: join(folder, 'batchlab.sqlite3') };
  const lock = takeWriterLock(folder, 'batchlab restore', now);
  try {
    const chosen = name ?? newestGoodBackup(place, MIGRATIONS.length);
    if (chosen === null) throw new LabError({ kind: 'conflict', problem: `There is no good backup in ${join(folder, 'backups')}.` });
    restore(place, chosen, MIGRATIONS.length, now());
    return chosen;
  } finally {
    lock.release();
  }
}

/** Throws for a file that is not ours to write, through a connection that cannot. */
function look(place: Place): void {
  const database = connect(place.file, 'read');
  try {
    layoutOf(database, place, MIGRATIONS.length);
  } finally {
    database.close();
  }
}
