/** Gives runs that ended the hash of their record, a few at a time between other work: forty at once would hold the program up. */
import { failureOf } from '#core/failure';
import type { Clock } from '#lab/ports/environment';
import type { Store, StoreBatch } from '#lab/ports/store';

/** After so much work the others have their turn. */
const TURN_MS = 10;
const BREAK_MS = 5;
const RETRY_MS = 2000;

export class Sealer {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #waiting = new Set<string>();
  #cancelTimer: (() => void) | null = null;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Takes up what an earlier program left unsealed because it ended first. */
  takeUp(): void {
    this.#add(this.#store.unsealedRuns());
  }

  /** Takes note of the runs that ended, or go on, in a batch that is written. */
  written({ runs }: Pick<StoreBatch, 'runs'>): void {
    this.#add(runs.flatMap(({ runId, status }) => (status === undefined ? [] : [runId])));
  }

  /** Whether the record of a run is what it was when the run ended. Throws LabError `conflict` where it has not ended. */
  verify(runId: string): boolean {
    if (this.#waiting.delete(runId)) this.#store.sealRun(runId);
    return this.#store.verifyRun(runId);
  }

  /** Seals what is left. What cannot be written is taken up by the next program. */
  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#turn(Infinity);
  }

  #add(runIds: readonly string[]): void {
    for (const runId of runIds) this.#waiting.add(runId);
    if (this.#waiting.size > 0) this.#schedule(BREAK_MS);
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer ??= this.#clock.after(delayMs, () => {
      this.#cancelTimer = null;
      const isDone = this.#turn(TURN_MS);
      if (this.#waiting.size > 0) this.#schedule(isDone ? BREAK_MS : RETRY_MS);
    });
  }

  /** False where the store could not write. */
  #turn(budgetMs: number): boolean {
    const end = performance.now() + budgetMs;
    for (const runId of this.#waiting) {
      try {
        this.#store.sealRun(runId);
      } catch (error) {
        // A full disk passes; what is damaged or gone cannot be sealed at all, and says so when it is verified.
        if (failureOf(error).kind === 'storageFull') return false;
      }
      this.#waiting.delete(runId);
      if (performance.now() >= end) return true;
    }
    return true;
  }
}
