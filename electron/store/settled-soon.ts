/**
 * Commits that do not wait for the disk, for a program whose screens have to stay quick. Threads sync the write-ahead log after the commit and
 * copy it into the database; on a busy disk each may take tenths of a second.
 *
 * An early commit is made with SQLite's `synchronous = NORMAL` (https://sqlite.org/pragma.html#pragma_synchronous): the database stays whole
 * whatever happens, and the sync of the log that FULL does inside the commit is done here.
 */
import fs from 'node:fs';
import { Checkpointer } from '#store/checkpointer';
import type { Durability } from '#store/durability';
import type { Connection } from '#store/sqlite';

/** SQLite copies the log itself, inside a commit, where it has grown to so many pages (of 4 KiB) because the thread did not get round to it. */
const PAGES_AT_MOST = 16_384;
/** While commits are made the log is copied so often. */
const CHECKPOINT_EVERY_MS = 2000;

/** `checkpointWorker` is the file of `checkpoint-worker`, as source or bundled. */
export function settledSoon(database: Connection, checkpointWorker: URL): Durability {
  const checkpointer = new Checkpointer(database.name, checkpointWorker);
  let descriptor: number | null = null;
  let [commits, settled] = [0, 0];
  /** A sync failed: the log may hold less than is read from it, and to sync it again proves nothing. */
  let isDoubtful = false;
  let isClosed = false;
  let checkpointedAt = -Infinity;
  database.pragma(`wal_autocheckpoint = ${PAGES_AT_MOST}`);

  // For writing, because Windows syncs nothing else. SQLite has no locks on this file, which closing it would give up.
  const log = (): number => (descriptor ??= fs.openSync(`${database.name}-wal`, 'r+'));
  const settleNow = (): void => {
    if (settled === commits) return;
    if (isDoubtful) copyWhole(database);
    else
      try {
        fs.fsyncSync(log());
      } catch (error) {
        isDoubtful = true;
        throw error;
      }
    isDoubtful = false;
    settled = commits;
  };
  return {
    early(transaction) {
      database.pragma('synchronous = NORMAL');
      try {
        commits++;
        return transaction();
      } finally {
        database.pragma('synchronous = FULL');
      }
    },
    settle(done) {
      const problemSoFar = problemOf(isDoubtful ? settleNow : log);
      if (problemSoFar !== null) {
        done(problemSoFar);
        return;
      }
      const covered = commits;
      fs.fsync(log(), (problem) => {
        if (isClosed) return;
        isDoubtful = problem !== null;
        if (problem === null) settled = Math.max(settled, covered);
        if (problem !== null || performance.now() - checkpointedAt < CHECKPOINT_EVERY_MS) {
          done(problem);
          return;
        }
        // Whoever settles waits for it: while nothing is committed all of the log can be copied, and the next commit begins it anew.
        checkpointer.run(() => {
          checkpointedAt = performance.now();
          if (!isClosed) done(null);
        });
      });
    },
    settleNow,
    close() {
      isClosed = true;
      checkpointer.close();
      try {
        settleNow();
      } finally {
        if (descriptor !== null) fs.closeSync(descriptor);
      }
    },
  };
}

/** Copies what is read from the log into the database, and syncs that. */
function copyWhole(database: Connection): void {
  // One row, as SQLite describes it.
  const [{ busy }] = database.pragma('wal_checkpoint(FULL)') as readonly [{ readonly busy: number }];
  if (busy !== 0) throw new Error('Another program reads the history and keeps it from being written.');
}

function problemOf(operation: () => unknown): unknown {
  try {
    operation();
    return null;
  } catch (error) {
    return error;
  }
}
