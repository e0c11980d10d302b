/** What the network of one run says now: asked for again while it trains, calmly, and not while nobody looks. */
import type { LabClient } from '#contract/contract';
import { describe, failureOf } from '#core/failure';
import type { Split } from '#core/data/table';
import type { PredictionReport } from '#core/probes/predictions';

/** Between an answer and the next question, and so many times what the answer took: at most a fifth of a core. */
const PAUSE_MS = 2000;
const PAUSE_FACTOR = 4;

export interface Inspected {
  readonly runId: string;
  /** How far the run is and what has become of it: another question when they change. */
  readonly update: number;
  readonly status: string;
  readonly split: keyof Split;
}

export class PredictionFeed {
  readonly #client: LabClient;
  #report = $state.raw<PredictionReport | null>(null);
  #problem = $state.raw<string | null>(null);
  #wanted: Inspected | null = null;
  #askedKey: string | null = null;
  #isAsking = false;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #isHidden: () => boolean;

  /** `isHidden`: whether the window is out of sight. */
  constructor(client: LabClient, isHidden: () => boolean = () => document.hidden) {
    this.#client = client;
    this.#isHidden = isHidden;
  }

  /** null until the first answer about the run that is watched. */
  get report(): PredictionReport | null {
    return this.#report;
  }
  /** Why there is no answer, in a sentence. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Looks at once at another run or split, and calmly at the same one. */
  watch(wanted: Inspected | null): void {
    const isAnother = wanted?.runId !== this.#wanted?.runId || wanted?.split !== this.#wanted?.split;
    this.#wanted = wanted;
    if (isAnother) {
      this.#report = null;
      this.#problem = null;
      this.#clearTimer();
    }
    this.wake();
  }

  /** The window came back into sight. */
  wake(): void {
    if (this.#timer === null && !this.#isAsking) void this.#ask();
  }

  stop(): void {
    this.#wanted = null;
    this.#clearTimer();
  }

  async #ask(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === null || this.#isHidden() || keyOf(wanted) === this.#askedKey) return;
    this.#isAsking = true;
    this.#askedKey = keyOf(wanted);
    const begun = performance.now();
    const { runId, split } = wanted;
    const isStillWanted = (): boolean => this.#wanted?.runId === runId && this.#wanted.split === split;
    try {
      const report = await this.#client.call('runs.predictions', { runId, split, at: 'latest', bins: 10, samples: 24, map: 100 });
      if (isStillWanted()) {
        this.#report = report;
        this.#problem = null;
      }
    } catch (error) {
      if (isStillWanted()) this.#problem = describe(failureOf(error));
    }
    this.#isAsking = false;
    const pause = isStillWanted() ? Math.max(PAUSE_MS, PAUSE_FACTOR * (performance.now() - begun)) : 0;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#ask();
    }, pause);
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

const keyOf = ({ runId, update, status, split }: Inspected): string => [runId, split, status, update].join(' ');
