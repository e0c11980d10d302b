/** Plays a figure that is a row of pictures: one at a time, by hand or by itself. Never moves by itself where motion is unwanted. */
import { prefersReducedMotion } from 'svelte/motion';

export class Player {
  #frame = $state(0);
  #isPlaying = $state(false);
  #timer: ReturnType<typeof setInterval> | null = null;
  readonly #frames: () => number;
  readonly #frameMs: number;

  constructor(frames: () => number, frameMs: number) {
    this.#frames = frames;
    this.#frameMs = frameMs;
  }

  /** The picture shown, from 0. */
  get frame(): number {
    return Math.min(this.#frame, this.#frames() - 1);
  }
  get frames(): number {
    return this.#frames();
  }
  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  step(by: number): void {
    this.stop();
    this.#frame = Math.min(this.frames - 1, Math.max(0, this.frame + by));
  }
  restart(): void {
    this.stop();
    this.#frame = 0;
  }
  toggle(): void {
    if (this.#isPlaying) {
      this.stop();
      return;
    }
    if (this.frame >= this.frames - 1) this.#frame = 0;
    this.#isPlaying = true;
    this.#timer = setInterval(() => this.#advance(), this.#frameMs);
  }
  /** For an `$effect`: begins to move unless the system asks for less motion, and stops when the figure goes. */
  begin(): () => void {
    if (!prefersReducedMotion.current && !this.#isPlaying) this.toggle();
    return () => this.stop();
  }
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#isPlaying = false;
  }

  #advance(): void {
    if (this.frame >= this.frames - 1) this.stop();
    else this.#frame = this.frame + 1;
  }
}
