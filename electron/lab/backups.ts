/** Backups of the history: when the lab makes one by itself, and what a person asks for. */
import type { Handlers } from '#contract/contract';
import { failureOf } from '#core/failure';
import type { Clock } from '#lab/ports/environment';
import type { Store } from '#lab/ports/store';

const DAY_MS = 24 * 60 * 60 * 1000;
/** The first look comes when the app has settled, the next ones every hour: a computer that sleeps at night has its backup in the morning. */
const FIRST_LOOK_MS = 60_000;
const LOOK_MS = 60 * 60 * 1000;

export class Backups {
  readonly #store: Store;
  readonly #clock: Clock;
  #cancelTimer: (() => void) | null = null;
  #making: Promise<unknown> = Promise.resolve();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  start(): void {
    this.#lookAfter(FIRST_LOOK_MS);
  }

  /** Waits for a backup that is being made. */
  async close(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    await this.#making;
  }

  handlers(): Pick<Handlers, 'backups.list' | 'backups.make' | 'backups.restore'> {
    return {
      'backups.list': () => ({ backups: this.#store.backups(), plannedRestore: this.#store.plannedRestore() }),
      'backups.make': () => this.#make(false),
      'backups.restore': ({ name }) => {
        this.#store.planRestore(name);
        return null;
      },
    };
  }

  #make(isAutomatic: boolean): ReturnType<Store['makeBackup']> {
    const made = this.#making.then(() => this.#store.makeBackup(isAutomatic));
    // Whoever asked hears of a failure; the next one does not wait for its reason.
    this.#making = made.catch(() => undefined);
    return made;
  }

  #lookAfter(delayMs: number): void {
    this.#cancelTimer = this.#clock.after(delayMs, () => {
      this.#lookAfter(LOOK_MS);
      const last = this.#store.backups().find((backup) => backup.isAutomatic);
      const isDue = last === undefined || this.#clock.now() - last.at >= DAY_MS;
      if (!isDue || this.#store.listExperiments().length === 0) return;
      // A full disk or a folder that cannot be written to: the status tells of it when results cannot be written either.
      this.#make(true).catch((error: unknown) => void failureOf(error));
    });
  }
}
