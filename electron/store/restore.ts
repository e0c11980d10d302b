/**
 * Puts a backup in the place of the history. The history that was there is kept aside, damaged or not. It is done while nobody has the
 * history open: at once by the command line, or at the next start of an app that was asked to.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '#core/failure';
import { backupFolder, backupsIn } from '#store/backup';
import { layoutOf } from '#store/migrate';
import { connect } from '#store/sqlite';
import { guard, type Place, storageFailure } from '#store/storage-failure';

const planSchema = z.strictObject({ name: z.string().max(200) });
const planFile = (directory: string): string => join(directory, 'restore-at-start.json');

/** Throws LabError `notFound`, or `storageDamaged` for a backup that is not whole. */
export function checkBackup({ directory }: Pick<Place, 'directory'>, name: string, knownLayout: number): void {
  if (!backupsIn(directory).some((backup) => backup.name === name)) throw new LabError({ kind: 'notFound', what: 'backup', id: name });
  const file = join(backupFolder(directory), name);
  guard({ directory, file }, () => {
    const database = connect(file, 'read');
    try {
      layoutOf(database, { directory, file }, knownLayout);
      const said = database.pragma('quick_check(1)', { simple: true });
      if (said !== 'ok') throw new LabError({ kind: 'storageDamaged', file, reason: 'its contents do not fit together.' });
    } finally {
      database.close();
    }
  });
}

/** The newest backup that is whole, or null. */
export function newestGoodBackup(place: Pick<Place, 'directory'>, knownLayout: number): string | null {
  return (
    backupsIn(place.directory).find(({ name }) => {
      try {
        checkBackup(place, name, knownLayout);
        return true;
      } catch (error) {
        if (error instanceof LabError) return false;
        throw error;
      }
    })?.name ?? null
  );
}

/** Asks for a restore at the next start; null takes it back. */
export function planRestore({ directory }: Pick<Place, 'directory'>, name: string | null): void {
  if (name === null) rmSync(planFile(directory), { force: true });
  else writeFileSync(planFile(directory), JSON.stringify({ name }), { mode: 0o600 });
}

export function plannedRestore(directory: string): string | null {
  if (!existsSync(planFile(directory))) return null;
  try {
    return planSchema.parse(JSON.parse(readFileSync(planFile(directory), 'utf8'))).name;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** The caller has the writer's lock, and the history is closed. A process that dies in between leaves the old history or the new one. */
export function restore(place: Place, name: string, knownLayout: number, at: number): void {
  const { directory, file } = place;
  checkBackup(place, name, knownLayout);
  guard(place, () => {
    const draft = `${file}.restoring`;
    copyFileSync(join(backupFolder(directory), name), draft);
    sync(draft);
    const aside = join(directory, 'kept-aside');
    mkdirSync(aside, { recursive: true, mode: 0o700 });
    const stamp = new Date(at).toISOString().replaceAll(':', '-');
    // The log belongs to the file beside it: it must never meet the other one.
    for (const end of ['-wal', '-shm', '']) {
      if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, join(aside, `${stamp}-batchlab.sqlite3${end}`));
    }
    renameSync(draft, file);
    planRestore(place, null);
  });
}

/** The failure of an opening, with the name of the backup that can be put in its place where there is one. */
export function withBackup(place: Place, error: unknown, knownLayout: number): unknown {
  const failure = error instanceof LabError ? error.failure : storageFailure(place, error);
  if (failure?.kind !== 'storageDamaged') return error;
  const backup = newestGoodBackup(place, knownLayout);
  return backup === null ? error : new LabError({ ...failure, backup });
}

function sync(file: string): void {
  const handle = openSync(file, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}
