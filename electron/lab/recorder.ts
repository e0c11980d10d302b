/** Gathers what engines report and writes it in few transactions. What was announced is on the disk already; a full disk loses nothing. */
import { joined, partsOf } from '#lab/batch-parts';
import { sentenceOf } from '#lab/data-library';
import type { Clock } from '#lab/ports/environment';
import type { Store, StoreBatch } from '#lab/ports/store';

/** Four transactions a second at most: live enough to watch, and about 15 ms of disk time a second. */
const FLUSH_INTERVAL_MS = 250;
const RETRY_INTERVAL_MS = 2000;

type Mutable<Batch> = { -readonly [Key in keyof Batch]: Batch[Key] extends readonly (infer Item)[] ? Item[] : Batch[Key] };

function emptyBatch(): Mutable<Required<StoreBatch>> {
  return { progress: [], checkpoints: [], snapshots: [], runs: [], experiments: [], events: [] };
}

/** Between two parts of a batch others have their turn. */
const BREAK_MS = 5;

/** At least one part. */
interface Writing {
  rest: readonly StoreBatch[];
  readonly waiting: (() => void)[];
}

function isEmpty(batch: StoreBatch): boolean {
  return Object.values(batch).every((list: readonly unknown[]) => list.length === 0);
}

export interface RecorderListener {
  /** This much is durable: a batch, or a part of a large one. */
  onWritten(batch: StoreBatch): void;
  /** Writing failed: training should wait. Nothing is lost; the recorder tries again. */
  onBlocked(problem: string): void;
  onUnblocked(): void;
}

export class Recorder {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #listener: RecorderListener;
  #batch = emptyBatch();
  /** Who waits until the batch is durable. */
  #waiting: (() => void)[] = [];
  /** What is still to be announced of an earlier batch, and who waits for that. */
  #writing: Writing | null = null;
  /** The first part of that, once it is committed: it is durable when it is settled. */
  #committed: StoreBatch | null = null;
  #isSettling = false;
  #cancelTimer: (() => void) | null = null;
  #problem: string | null = null;

  constructor(store: Store, clock: Clock, listener: RecorderListener) {
    this.#store = store;
    this.#clock = clock;
    this.#listener = listener;
  }

  /** Why nothing can be written at present, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  add(part: Partial<StoreBatch>): void {
    this.#batch.progress.push(...(part.progress ?? []));
    this.#batch.checkpoints.push(...(part.checkpoints ?? []));
    this.#batch.snapshots.push(...(part.snapshots ?? []));
    this.#batch.runs.push(...(part.runs ?? []));
    this.#batch.experiments.push(...(part.experiments ?? []));
    this.#batch.events.push(...(part.events ?? []));
    this.#schedule(FLUSH_INTERVAL_MS);
  }

  /** Writes all that there is now, and waits for the disk. False where it could not; then it tries again by itself. */
  flush(): boolean {
    this.close();
    for (let writing = this.#begin(); writing !== null; writing = this.#begin())
      try {
        this.#commit(writing.rest[0]);
        this.#store.settleNow();
        this.#announce();
      } catch (error) {
        this.#block(error);
        return false;
      }
    return true;
  }

  /** Writes the first part now and the others right after, between other work; `done` is called when all that there is now is durable. */
  hurry(done: () => void = () => undefined): void {
    if (!isEmpty(this.#batch)) this.#waiting.push(done);
    else if (this.#writing !== null) this.#writing.waiting.push(done);
    else {
      done();
      return;
    }
    this.close();
    this.#turn();
  }

  /** What is to be written, or null where there is nothing. */
  #begin(): Writing | null {
    if (this.#writing === null && !isEmpty(this.#batch)) {
      this.#writing = { rest: partsOf(joined(this.#batch)), waiting: this.#waiting };
      this.#batch = emptyBatch();
      this.#waiting = [];
    }
    return this.#writing;
  }

  #turn(): void {
    const part = this.#isSettling ? undefined : this.#begin()?.rest[0];
    if (part === undefined) return;
    try {
      this.#commit(part);
    } catch (error) {
      this.#block(error);
      return;
    }
    this.#isSettling = true;
    this.#store.settle((problem) => {
      this.#isSettling = false;
      // Unless somebody could not wait, and it was settled and announced before.
      if (this.#committed === part) {
        if (problem !== null) {
          this.#block(problem);
          return;
        }
        this.#announce();
      }
      if (this.#writing !== null || this.#waiting.length > 0) this.#schedule(BREAK_MS);
      else if (!isEmpty(this.#batch)) this.#schedule(FLUSH_INTERVAL_MS);
    });
  }

  #commit(part: StoreBatch): void {
    // It is there already where only the disk had a problem.
    if (this.#committed === part) return;
    this.#store.commit(part);
    this.#committed = part;
  }

  /** What is durable is announced. */
  #announce(): void {
    const [part, writing] = [this.#committed, this.#writing];
    if (part === null || writing === null) return;
    this.#committed = null;
    writing.rest = writing.rest.slice(1);
    const isLast = writing.rest.length === 0;
    if (isLast) this.#writing = null;
    if (this.#problem !== null) {
      this.#problem = null;
      this.#listener.onUnblocked();
    }
    this.#listener.onWritten(part);
    if (isLast) for (const done of writing.waiting) done();
  }

  #block(error: unknown): void {
    this.#problem = sentenceOf(error);
    this.#listener.onBlocked(this.#problem);
    this.#schedule(RETRY_INTERVAL_MS);
  }

  /** Nothing is written any more by itself. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer ??= this.#clock.after(delayMs, () => {
      this.#cancelTimer = null;
      this.#turn();
    });
  }
}
