/** What SQLite and the file system complain about, as failures that a person can act on. The only place that knows their codes. */
import { LabError } from '#core/failure';
import type { Failure } from '#core/failure';
import { DamagedRecordError } from '#store/series-codec';
import { SqliteError } from '#store/sqlite';

/** Where something went wrong: the data folder and the database file in it. */
export interface Place {
  readonly directory: string;
  readonly file: string;
}

/** Runs an operation; what it throws is a LabError, or was one already, or is a mistake in the program. */
export function guard<Result>(place: Place, operation: () => Result): Result {
  try {
    return operation();
  } catch (error) {
    throw failureError(place, error);
  }
}

/** What is thrown to the lab for it: a LabError, or the mistake in the program that it is. */
export function failureError(place: Place, error: unknown): Error {
  const failure = storageFailure(place, error);
  if (failure !== null) return new LabError(failure);
  return error instanceof Error ? error : new Error(String(error));
}

/** The failure behind an error of SQLite, of the file system or of stored text that is no longer JSON; null for anything else. */
export function storageFailure({ directory, file }: Place, error: unknown): Failure | null {
  if (error instanceof SyntaxError)
    return { kind: 'storageDamaged', file, reason: `a description in it cannot be read (${error.message}).` };
  if (error instanceof DamagedRecordError) return { kind: 'storageDamaged', file, reason: `${error.message}.` };
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  if (error instanceof SqliteError) return sqliteFailure({ directory, file }, code, error.message);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { kind: 'storageFull', directory };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { kind: 'storageReadOnly', directory };
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOENT':
      return { kind: 'unreadableFile', file: directory, reason: 'it is not a folder, or the folder it should be in is missing.' };
    default:
      return null;
  }
}

function sqliteFailure({ directory, file }: Place, code: string, message: string): Failure | null {
  // Extended codes such as SQLITE_IOERR_WRITE begin with their family.
  const family = code.split('_').slice(0, 2).join('_');
  switch (family) {
    case 'SQLITE_FULL':
      return { kind: 'storageFull', directory };
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
      return { kind: 'storageReadOnly', directory };
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return { kind: 'storageBusy', directory, holder: 'another program' };
    case 'SQLITE_CORRUPT':
      return { kind: 'storageDamaged', file, reason: `its contents do not fit together (${message}).` };
    case 'SQLITE_NOTADB':
      return { kind: 'storageDamaged', file, reason: 'it is not a database of Batch Size Lab. It was not changed.' };
    case 'SQLITE_IOERR':
      return { kind: 'storageDamaged', file, reason: `the disk reported an error (${code}). Check the disk, then try again.` };
    default:
      return null;
  }
}
