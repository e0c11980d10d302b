/** A stretch of a run's updates on the screen: which quantity, from where to where, and its values in at most so many buckets. */
import type { LabClient } from '#contract/contract';
import type { SeriesWindow } from '#contract/runs';
import type { MetricName } from '#core/experiment/spec';
import { movedBy, scaledAround, type Stretch, within } from '#renderer/features/history/run/stretch.ts';

const BUCKETS = 1000;

export class RunSeries {
  readonly #client: LabClient;
  readonly #runId: string;
  #metric = $state<MetricName>('loss');
  #updates = $state(0);
  /** null: all of it, also as it grows. */
  #zoom = $state.raw<Stretch | null>(null);
  #window = $state.raw<SeriesWindow | null>(null);
  #error = $state.raw<unknown>(null);
  #asked = 0;

  constructor(client: LabClient, runId: string) {
    this.#client = client;
    this.#runId = runId;
  }

  get metric(): MetricName {
    return this.#metric;
  }
  get window(): SeriesWindow | null {
    return this.#window;
  }
  get error(): unknown {
    return this.#error;
  }
  get updates(): number {
    return this.#updates;
  }
  get stretch(): Stretch {
    return this.#zoom ?? { from: 0, to: this.#updates };
  }
  get isZoomed(): boolean {
    return this.#zoom !== null;
  }

  choose(metric: MetricName): void {
    this.#metric = metric;
    this.#window = null;
    void this.#load();
  }
  /** How far the run is. */
  reach(updates: number): void {
    if (updates === this.#updates) return;
    this.#updates = updates;
    void this.#load();
  }
  show(stretch: Stretch): void {
    const next = within(stretch, this.#updates);
    this.#zoom = next.from === 0 && next.to === this.#updates ? null : next;
    void this.#load();
  }
  /** Factors below 1 come closer; `around` an update, or the middle. */
  scale(factor: number, around: number | null = null): void {
    const { from, to } = this.stretch;
    this.show(scaledAround(this.stretch, factor, around ?? (from + to) / 2));
  }
  /** By a part of what is shown. */
  move(part: number): void {
    this.show(movedBy(this.stretch, part, this.#updates));
  }
  showAll(): void {
    this.show({ from: 0, to: this.#updates });
  }

  async #load(): Promise<void> {
    const { from, to } = this.stretch;
    if (to === 0) return;
    const asked = ++this.#asked;
    try {
      const input = { runId: this.#runId, metric: this.#metric, fromUpdate: from, toUpdate: to, points: BUCKETS };
      const window = await this.#client.call('runs.series', input);
      // A later question has its own answer.
      if (asked !== this.#asked) return;
      this.#window = window;
      this.#error = null;
    } catch (error) {
      if (asked === this.#asked) this.#error = error;
    }
  }
}
