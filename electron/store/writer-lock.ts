/** One writer a data folder: a lock that the operating system takes back when its process dies, and a note of who holds it. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LabError } from '#core/failure';
import { connectLocked } from '#store/sqlite';
import { guard, storageFailure } from '#store/storage-failure';

export interface WriterLock {
  release(): void;
}

/** Two starts at the same instant may hinder each other for a moment; one of them wins well within this time. */
const PATIENCE_MS = 500;

const holderSchema = z.object({ pid: z.int().min(1), what: z.string(), since: z.string() });

/**
 * Takes the lock of a data folder; throws LabError `storageBusy` naming the holder. The lock is an open exclusive transaction
 * on `writer.lock`: no process may read that file by other means, because closing it would give the lock away (POSIX).
 */
export function takeWriterLock(directory: string, what: string, now: () => number): WriterLock {
  const file = join(directory, 'writer.lock');
  const note = join(directory, 'writer.json');
  const connection = guard({ directory, file }, () => {
    try {
      return connectLocked(file, PATIENCE_MS);
    } catch (error) {
      if (storageFailure({ directory, file }, error)?.kind !== 'storageBusy') throw error;
      throw new LabError({ kind: 'storageBusy', directory, holder: readHolder(note) });
    }
  });
  const release = (): void => {
    if (!connection.open) return;
    rmSync(note, { force: true });
    connection.close();
  };
  try {
    guard({ directory, file }, () => writeHolder(note, what, now()));
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

function writeHolder(note: string, what: string, at: number): void {
  const holder: z.infer<typeof holderSchema> = { pid: process.pid, what, since: new Date(at).toISOString() };
  const draft = `${note}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  renameSync(draft, note);
}

/** Whether the process that last said it writes here still runs. Looks at its note alone: the lock itself is not touched. */
export function isWriterAlive(directory: string): boolean {
  try {
    return isAlive(holderSchema.parse(JSON.parse(readFileSync(join(directory, 'writer.json'), 'utf8'))).pid);
  } catch (error) {
    // No note, or half of one: nobody who writes leaves it so for more than an instant.
    if (error instanceof Error) return false;
    throw error;
  }
}

/** "Batch Size Lab (process 4711, since 2026-11-22 13:40 UTC)". The note may be missing, or a dead holder's, for an instant. */
function readHolder(note: string): string {
  try {
    const { pid, what, since } = holderSchema.parse(JSON.parse(readFileSync(note, 'utf8')));
    if (isAlive(pid)) return `${what} (process ${pid}, since ${since.slice(0, 16).replace('T', ' ')} UTC)`;
    return 'another program';
  } catch (error) {
    if (error instanceof Error) return 'another program';
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
