/** Keeps the design that is open: every edit is saved a moment after the last one, and what could not be saved is said. */
import type { LabClient } from '#contract/contract';

export type Saving = { readonly kind: 'saved'; readonly at: number | null } | { readonly kind: 'saving' } | { readonly kind: 'failed' };

const SAVE_MS = 600;

export class DraftSaving {
  #state = $state.raw<Saving>({ kind: 'saved', at: null });
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #client: LabClient;
  /** A design, or the text of one that cannot be read. */
  readonly #draft: () => unknown;

  constructor(client: LabClient, draft: () => unknown) {
    this.#client = client;
    this.#draft = draft;
    client.onConnection((isConnected) => {
      if (isConnected && this.#state.kind === 'failed') this.soon();
    });
  }

  get state(): Saving {
    return this.#state;
  }

  soon(): void {
    this.#state = { kind: 'saving' };
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_MS);
  }

  /** The lab has it already. */
  done(savedAt: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#state = { kind: 'saved', at: savedAt };
  }

  /** Saves now what waits to be saved. */
  async flush(): Promise<void> {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    try {
      const { savedAt } = await this.#client.call('design.save', { spec: this.#draft() });
      if (this.#state.kind === 'saving') this.#state = { kind: 'saved', at: savedAt };
    } catch (error) {
      console.warn('The design could not be saved.', error);
      this.#state = { kind: 'failed' };
    }
  }
}
