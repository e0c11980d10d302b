/** Who draws when: one chart after the other between the frames of the screen, so that drawing never holds up the answer to a click. */

/** So much drawing before clicks are heard and the screen is refreshed; one chart is always drawn. */
const TURN_MS = 6;

export interface Frames {
  /** Calls back after the screen was refreshed the next time; not while nobody can see it. */
  readonly next: (draw: () => void) => void;
  readonly nowMs: () => number;
}

export class DrawingQueue {
  readonly #frames: Frames;
  /** In the order in which they were asked for; of one that is asked for again the newest drawing counts. */
  readonly #waiting = new Map<object, () => void>();
  #isAsked = false;

  constructor(frames: Frames) {
    this.#frames = frames;
  }

  /** `chart` only says whose drawing it is. */
  ask(chart: object, draw: () => void): void {
    this.#waiting.set(chart, draw);
    this.#askFrame();
  }

  forget(chart: object): void {
    this.#waiting.delete(chart);
  }

  #askFrame(): void {
    if (this.#isAsked || this.#waiting.size === 0) return;
    this.#isAsked = true;
    this.#frames.next(() => {
      this.#isAsked = false;
      try {
        this.#turn();
      } finally {
        this.#askFrame();
      }
    });
  }

  #turn(): void {
    const end = this.#frames.nowMs() + TURN_MS;
    for (const [chart, draw] of this.#waiting) {
      this.#waiting.delete(chart);
      draw();
      if (this.#frames.nowMs() >= end) return;
    }
  }
}

/** The one of the window. */
export const drawingQueue = new DrawingQueue({
  next: (draw) => void requestAnimationFrame(() => setTimeout(draw)),
  nowMs: () => performance.now(),
});
