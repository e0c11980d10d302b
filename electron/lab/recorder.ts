/** Gathers what engines report and writes it in few transactions. What was announced is stored already; a full disk loses nothing. */
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

/** Runs that are written in one transaction when there is no hurry: about 15 ms of work, then others have their turn. */
const RUNS_AT_ONCE = 25;
const BREAK_MS = 5;

function isEmpty(batch: StoreBatch): boolean {
  return Object.values(batch).every((list: readonly unknown[]) => list.length === 0);
}

/** The batch by runs, all of a run in one part; states and events come with the last. */
function partsOf(batch: StoreBatch): readonly StoreBatch[] {
  const ofRuns = [batch.progress, batch.checkpoints, batch.snapshots ?? [], batch.runs];
  const runIds = [...new Set(ofRuns.flatMap((list) => list.map(({ runId }) => runId)))];
  if (runIds.length <= RUNS_AT_ONCE) return [batch];
  const count = Math.ceil(runIds.length / RUNS_AT_ONCE);
  return Array.from({ length: count }, (_, part) => {
    const own = new Set(runIds.slice(part * RUNS_AT_ONCE, (part + 1) * RUNS_AT_ONCE));
    const isOwn = ({ runId }: { readonly runId: string }): boolean => own.has(runId);
    const isLast = part === count - 1;
    return {
      progress: batch.progress.filter(isOwn),
      checkpoints: batch.checkpoints.filter(isOwn),
      snapshots: (batch.snapshots ?? []).filter(isOwn),
      runs: batch.runs.filter(isOwn),
      experiments: isLast ? batch.experiments : [],
      events: isLast ? batch.events : [],
    };
  });
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
  /** A batch that is being written, and what of it is still to be written. */
  #writing: { readonly whole: StoreBatch; rest: readonly StoreBatch[] } | null = null;
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

  /** Writes all that there is now. False where it could not; then it tries again by itself. */
  flush(): boolean {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    while (this.#begin()) if (!this.#writePart()) return false;
    return true;
  }

  /** True where there is something to write. */
  #begin(): boolean {
    if (this.#writing !== null) return true;
    const batch = this.#batch;
    if (isEmpty(batch)) return false;
    this.#batch = emptyBatch();
    this.#writing = { whole: batch, rest: partsOf(batch) };
    return true;
  }

  /** The batch is announced when all of it is durable. */
  #writePart(): boolean {
    const writing = this.#writing;
    const part = writing?.rest.at(0);
    if (writing === null || part === undefined) return true;
    try {
      this.#store.write(part, { isSealedLater: true });
    } catch (error) {
      this.#problem = sentenceOf(error);
      this.#listener.onBlocked(this.#problem);
      this.#schedule(RETRY_INTERVAL_MS);
      return false;
    }
    writing.rest = writing.rest.slice(1);
    if (writing.rest.length > 0) return true;
    this.#writing = null;
    if (this.#problem !== null) {
      this.#problem = null;
      this.#listener.onUnblocked();
    }
    this.#listener.onWritten(writing.whole);
    return true;
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer ??= this.#clock.after(delayMs, () => {
      this.#cancelTimer = null;
      if (!this.#begin() || !this.#writePart()) return;
      if (this.#writing !== null) this.#schedule(BREAK_MS);
      else if (!isEmpty(this.#batch)) this.#schedule(FLUSH_INTERVAL_MS);
    });
  }
}
