/** Gathers what engines report and writes it in few transactions. What was announced is stored already; a full disk loses nothing. */
import { sentenceOf } from '#lab/data-library';
import type { Clock } from '#lab/ports/environment';
import type { RunChange, Store, StoreBatch } from '#lab/ports/store';

/** Four transactions a second at most: live enough to watch, and about 15 ms of disk time a second. */
const FLUSH_INTERVAL_MS = 250;
const RETRY_INTERVAL_MS = 2000;

type Mutable<Batch> = { -readonly [Key in keyof Batch]: Batch[Key] extends readonly (infer Item)[] ? Item[] : Batch[Key] };

function emptyBatch(): Mutable<Required<StoreBatch>> {
  return { progress: [], checkpoints: [], snapshots: [], runs: [], experiments: [], events: [] };
}

export interface RecorderListener {
  /** The batch is durable. */
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

  /** Changes of a run that wait for the next transaction. */
  pendingChanges(runId: string): readonly RunChange[] {
    return this.#batch.runs.filter((change) => change.runId === runId);
  }

  /** Writes now. False where it could not; then it tries again by itself. */
  flush(): boolean {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    const batch = this.#batch;
    if (Object.values(batch).every((list: readonly unknown[]) => list.length === 0)) return true;
    try {
      this.#store.write(batch, { isSealedLater: true });
    } catch (error) {
      this.#problem = sentenceOf(error);
      this.#listener.onBlocked(this.#problem);
      this.#schedule(RETRY_INTERVAL_MS);
      return false;
    }
    this.#batch = emptyBatch();
    if (this.#problem !== null) {
      this.#problem = null;
      this.#listener.onUnblocked();
    }
    this.#listener.onWritten(batch);
    return true;
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer ??= this.#clock.after(delayMs, () => {
      this.#cancelTimer = null;
      this.flush();
    });
  }
}
