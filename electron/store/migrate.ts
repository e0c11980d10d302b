/** Brings a database to the layout that this version knows: numbered steps, one transaction each, after a backup. */
import { LabError } from '#core/failure';
import { backupFile, backupTo } from '#store/backup';
import { numberOf } from '#store/sqlite';
import type { Connection } from '#store/sqlite';
import type { Place } from '#store/storage-failure';

/** One step from layout `version - 1` to `version`. It must not open or end transactions. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  up(database: Connection): void;
}

/** "BSLB": marks the file as a database of Batch Size Lab (`PRAGMA application_id`). */
const APPLICATION_ID = 0x42534c42;

/**
 * The layout number of a database, 0 for an empty one; reads only. Throws LabError `storageDamaged` for the file of another
 * program and `storageNewer` for a layout above `known`.
 */
export function layoutOf(database: Connection, { file }: Place, known: number): number {
  const applicationId = numberOf(database, 'application_id');
  const version = numberOf(database, 'user_version');
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (isEmpty && applicationId === 0 && version === 0) return 0;
  if (applicationId !== APPLICATION_ID || version < 1) {
    throw new LabError({
      kind: 'storageDamaged',
      file,
      reason: 'it belongs to another program. It was not changed. Move it away, or choose another data folder.',
    });
  }
  if (version > known) throw new LabError({ kind: 'storageNewer', file, found: version, known });
  return version;
}

/** Runs the missing steps in order. A step that fails, or is killed, leaves the layout before it. */
export function migrate(database: Connection, place: Place, migrations: readonly Migration[], now: () => number): void {
  const layout = layoutOf(database, place, migrations.length);
  if (layout > 0 && layout < migrations.length) backupTo(database, backupFile(place.directory, layout, now()));
  for (const migration of migrations.slice(layout)) {
    database
      .transaction(() => {
        migration.up(database);
        database.pragma(`application_id = ${APPLICATION_ID}`);
        database.pragma(`user_version = ${migration.version}`);
      })
      .immediate();
  }
}
