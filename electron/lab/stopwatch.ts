/** Time that passed while something ran, pauses left out. */
import type { Clock } from '#lab/ports/environment';

export class Stopwatch {
  readonly #clock: Clock;
  #since: number | null = null;
  #beforeMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    this.#since ??= this.#clock.now();
  }

  stop(): void {
    this.#beforeMs = this.seconds * 1000;
    this.#since = null;
  }

  get seconds(): number {
    return (this.#beforeMs + (this.#since === null ? 0 : this.#clock.now() - this.#since)) / 1000;
  }
}
