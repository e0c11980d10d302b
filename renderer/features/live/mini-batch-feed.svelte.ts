/** The latest updates of one run, asked for again while it goes on; the lab keeps them, this only looks. */
import type { LabClient } from '#contract/contract';
import type { SeriesWindow } from '#contract/runs';

const UPDATES_SHOWN = 100;
const PAUSE_MS = 1000;

export interface Watched {
  readonly runId: string;
  readonly metric: 'accuracy' | 'loss';
  /** How far the run is, as far as is known. */
  readonly update: number;
}

export class MiniBatchFeed {
  readonly #client: LabClient;
  #window = $state.raw<{ readonly runId: string; readonly series: SeriesWindow } | null>(null);
  #error = $state.raw<unknown>(null);
  #wanted: Watched | null = null;
  #isAsking = false;
  #shownUpdate = -1;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(client: LabClient) {
    this.#client = client;
  }

  get window(): SeriesWindow | null {
    return this.#window?.series ?? null;
  }
  get error(): unknown {
    return this.#error;
  }

  /** Looks at once at another run, and at most once a second at the same one. */
  watch(wanted: Watched | null): void {
    const isAnother = wanted?.runId !== this.#wanted?.runId;
    this.#wanted = wanted;
    if (isAnother) {
      this.#window = null;
      this.#shownUpdate = -1;
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    }
    if (this.#timer === null && !this.#isAsking) void this.#ask();
  }

  stop(): void {
    this.#wanted = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === null || wanted.update === 0 || wanted.update === this.#shownUpdate) return;
    this.#isAsking = true;
    try {
      const series = await this.#client.call('runs.series', {
        runId: wanted.runId,
        metric: wanted.metric,
        fromUpdate: Math.max(0, wanted.update - UPDATES_SHOWN),
        toUpdate: wanted.update,
        points: UPDATES_SHOWN,
      });
      this.#error = null;
      if (this.#wanted?.runId === wanted.runId) {
        this.#window = { runId: wanted.runId, series };
        this.#shownUpdate = wanted.update;
      }
    } catch (error) {
      this.#error = error;
    }
    this.#isAsking = false;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#ask();
    }, PAUSE_MS);
  }
}
