/** Copies the write-ahead log into the database in a thread of its own, with a connection of its own, when it is asked to. */
import { Worker } from 'node:worker_threads';

/** What the thread is given: the database, and one number that says whether it is at work, which the program can wait for. */
export interface CheckpointTask {
  readonly file: string;
  readonly state: Int32Array<SharedArrayBuffer>;
}

export const IDLE = 0;
const AT_WORK = 1;
/** A thread that ended by mistake in the middle of it says nothing any more. */
const PATIENCE_MS = 10_000;

export class Checkpointer {
  readonly #task: CheckpointTask;
  readonly #workerFile: URL;
  #worker: Worker | null = null;
  #done: (() => void) | null = null;

  /** `workerFile` is the file of `checkpoint-worker`. The thread begins when there is something to do. */
  constructor(file: string, workerFile: URL) {
    this.#task = { file, state: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
    this.#workerFile = workerFile;
  }

  /** Calls `done` when the log is copied as far as readers allow, or could not be: then it grows, and nothing is lost. One at a time. */
  run(done: () => void): void {
    this.#done = done;
    Atomics.store(this.#task.state, 0, AT_WORK);
    this.#worker ??= this.#start();
    // The program ends only when nobody waits for it.
    this.#worker.ref();
    this.#worker.postMessage(null);
  }

  /** Waits until the thread has its hands off the database. */
  close(): void {
    if (this.#worker === null) return;
    Atomics.wait(this.#task.state, 0, AT_WORK, PATIENCE_MS);
    void this.#worker.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#workerFile, { workerData: this.#task });
    const end = (): void => {
      Atomics.store(this.#task.state, 0, IDLE);
      worker.unref();
      this.#done?.();
      this.#done = null;
    };
    worker.on('message', end);
    worker.on('error', (error: unknown) => {
      process.emitWarning(`The thread that tidies the history ended: ${String(error)}`);
      this.#worker = null;
      end();
    });
    return worker;
  }
}
