/** Copies of the whole database, made while it is in use, and the folder that they lie in. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BackupSummary } from '#contract/saved-files';
import { LabError } from '#core/failure';
import { outdated } from '#store/backup-rotation';
import type { Connection } from '#store/sqlite';

/** Pages copied before others have their turn: about 2 MB, a few milliseconds. */
const PAGES_AT_ONCE = 500;

/** Writes a compact, consistent copy; the file appears under its name only once it is complete and on the disk. */
export function backupTo(connection: Connection, file: string): void {
  const draft = draftOf(file);
  try {
    connection.prepare('VACUUM INTO ?').run(draft);
    complete(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The same copy page by page between other work, for a history that is in use; not compacted. */
export async function backupBetweenWork(connection: Connection, file: string): Promise<void> {
  const draft = draftOf(file);
  try {
    await connection.backup(draft, { progress: () => PAGES_AT_ONCE });
    complete(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

function draftOf(file: string): string {
  if (existsSync(file)) throw new LabError({ kind: 'conflict', problem: `${file} exists already; a backup never replaces a file.` });
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.part`;
  rmSync(draft, { force: true });
  return draft;
}

function complete(draft: string, file: string): void {
  const handle = openSync(draft, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
}

/** `backups/2026-11-22T13-40-05.123Z-layout-3.sqlite3`: when it was copied and which layout it has; `-auto` where the lab made it by itself. */
export function backupFile(directory: string, layout: number, at: number, isAutomatic = false): string {
  const name = `${new Date(at).toISOString().replaceAll(':', '-')}-layout-${layout}${isAutomatic ? '-auto' : ''}.sqlite3`;
  return join(backupFolder(directory), name);
}

export function backupFolder(directory: string): string {
  return join(directory, 'backups');
}

const NAME = /^(\d{4}-\d{2}-\d{2}T)(\d{2})-(\d{2})-(\d{2}\.\d{3}Z)-layout-(\d{1,6})(-auto)?\.sqlite3$/;

/** Newest first. Files with other names are not looked at. */
export function backupsIn(directory: string): readonly BackupSummary[] {
  const folder = backupFolder(directory);
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder).flatMap((name): BackupSummary[] => {
    const match = NAME.exec(name);
    if (match === null) return [];
    const [, date, hour, minute, second, layout, auto] = match;
    const at = Date.parse(`${date}${hour}:${minute}:${second}`);
    if (Number.isNaN(at)) return [];
    return [{ name, at, layout: Number(layout), bytes: statSync(join(folder, name)).size, isAutomatic: auto === '-auto' }];
  });
  return found.sort((a, b) => b.at - a.at);
}

/** Deletes the automatic backups that have had their day; those that a person or an upgrade made stay. */
export function rotateBackups(directory: string): void {
  const automatic = backupsIn(directory).filter((backup) => backup.isAutomatic);
  const old = new Set(outdated(automatic.map(({ at }) => at)));
  for (const { name, at } of automatic) if (old.has(at)) rmSync(join(backupFolder(directory), name));
}
