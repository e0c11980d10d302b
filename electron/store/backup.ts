/** Copies of the whole database, made while it is in use. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LabError } from '#core/failure';
import type { Connection } from '#store/sqlite';

/** Writes a compact, consistent copy; the file appears under its name only once it is complete and on the disk. */
export function backupTo(connection: Connection, file: string): void {
  if (existsSync(file)) throw new LabError({ kind: 'conflict', problem: `${file} exists already; a backup never replaces a file.` });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.part`;
  rmSync(draft, { force: true });
  try {
    connection.prepare('VACUUM INTO ?').run(draft);
    const handle = openSync(draft, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** `backups/2026-11-22T13-40-05.123Z-layout-3.sqlite3`: when it was copied and which layout it has. */
export function backupFile(directory: string, layout: number, at: number): string {
  return join(directory, 'backups', `${new Date(at).toISOString().replaceAll(':', '-')}-layout-${layout}.sqlite3`);
}
