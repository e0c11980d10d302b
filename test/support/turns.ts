/** Counts how often other work comes in between: no times, so that a busy machine changes nothing. */
import type { Clock } from '#lab/ports/environment';

/** A clock by which everything takes long: work in turns rests after each of its steps. Timers are real ones. */
export class HeavyClock implements Clock {
  #now = 1_800_000_000_000;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  now(): number {
    return (this.#now += 1000);
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
      clearTimeout(timer);
    };
  }

  /** Nothing that waits is called any more, as when the program ends. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}

/** How many turns others had until the work was done. */
export async function turnsDuring<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ readonly turns: number; readonly result: Result }> {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    if (isOver) return;
    turns++;
    // Once a round of the event loop that a rest waits for: an immediate would go round while nothing happens.
    setTimeout(count, 0);
  };
  setTimeout(count, 0);
  try {
    return { result: await work(), turns };
  } finally {
    isOver = true;
  }
}
