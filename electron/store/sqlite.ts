/** The database library, imported here and nowhere else, and the settings that every connection gets. */
import Database from 'better-sqlite3';

export type Connection = Database.Database;
/** What the library throws; `code` is an extended result code such as SQLITE_IOERR_WRITE. */
export const SqliteError = Database.SqliteError;

/** How long to wait for a program that has the file locked for a moment. */
const PATIENCE_MS = 2000;

/**
 * Opens a file. A writer gets a write-ahead log whose every commit is on the disk before `write` returns. Foreign keys are on,
 * schema text is not trusted to call functions, and the library's defensive mode (its default) forbids writing to the schema.
 */
export function connect(file: string, mode: 'write' | 'read'): Connection {
  const connection = new Database(file, { readonly: mode === 'read', fileMustExist: mode === 'read', timeout: PATIENCE_MS });
  try {
    connection.pragma('trusted_schema = OFF');
    connection.pragma('cell_size_check = ON');
    connection.pragma('foreign_keys = ON');
    if (mode === 'read') connection.pragma('query_only = ON');
    else {
      // Of a new file: free pages can be given back a few at a time. It has to be said before anything is written.
      connection.pragma('auto_vacuum = INCREMENTAL');
      connection.pragma('journal_mode = WAL');
      connection.pragma('synchronous = FULL');
      connection.pragma('fullfsync = ON');
      connection.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    }
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a file that has a writer already, only to copy its write-ahead log: nothing is written but that, and no lock of a writer is taken. */
export function connectForCheckpoint(file: string): Connection {
  const connection = new Database(file, { fileMustExist: true, timeout: PATIENCE_MS });
  connection.pragma('synchronous = FULL');
  connection.pragma('fullfsync = ON');
  return connection;
}

/** Opens a tiny database of its own that serves as a lock: locked while the connection is open, free as soon as the process is gone. */
export function connectLocked(file: string, patienceMs: number): Connection {
  const connection = new Database(file, { timeout: patienceMs });
  try {
    // No journal file: nothing is ever written.
    connection.pragma('journal_mode = MEMORY');
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A whole number that a pragma answers. */
export function numberOf(connection: Connection, pragma: 'application_id' | 'user_version'): number {
  const value = connection.pragma(pragma, { simple: true });
  return typeof value === 'number' ? value : Number.NaN;
}
