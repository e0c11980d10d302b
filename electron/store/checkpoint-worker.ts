/** Main file of the thread that copies the write-ahead log into the database. */
import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '#core/failure';
import { IDLE, type CheckpointTask } from '#store/checkpointer';
import { connectForCheckpoint } from '#store/sqlite';

const port = parentPort;
invariant(port !== null, 'the thread of checkpoints was started as a program');
// Its owner gives nothing else.
const { file, state } = workerData as CheckpointTask;

port.on('message', () => {
  try {
    // Open for as long as it takes: the program's own connection should be the last one to be closed.
    const database = connectForCheckpoint(file);
    try {
      database.pragma('wal_checkpoint(PASSIVE)');
    } finally {
      database.close();
    }
  } catch (error) {
    // A full disk, above all. SQLite's own checkpoints pass over it, too: the log keeps what it holds.
    process.emitWarning(`The history was not tidied: ${String(error)}`);
  }
  Atomics.store(state, 0, IDLE);
  Atomics.notify(state, 0);
  port.postMessage(null);
});
