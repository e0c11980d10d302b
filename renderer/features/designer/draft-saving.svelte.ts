/** Keeps drafts: every edit is saved a moment after the last one, also of a draft that is no longer open, and what could not be saved is said. */
import type { LabClient } from '#contract/contract';
import { unwatchedMap } from '#renderer/state/unwatched.ts';

export type Saving = { readonly kind: 'saved'; readonly at: number | null } | { readonly kind: 'saving' } | { readonly kind: 'failed' };

/** `spec` is a design, or the text of one that cannot be read. */
export interface Draft {
  readonly id: string;
  readonly name: string;
  readonly spec: unknown;
}

const SAVE_MS = 600;

export class DraftSaving {
  #state = $state.raw<Saving>({ kind: 'saved', at: null });
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** What the lab does not have yet, by its id, the oldest first. */
  readonly #unsaved = unwatchedMap<string, Draft>();
  readonly #client: LabClient;

  constructor(client: LabClient) {
    this.#client = client;
    client.onConnection((isConnected) => {
      if (isConnected && this.#state.kind === 'failed') this.#later();
    });
  }

  get state(): Saving {
    return this.#state;
  }

  soon(draft: Draft): void {
    // The one that is open comes last: it is the one to open at the next start.
    this.#unsaved.delete(draft.id);
    this.#unsaved.set(draft.id, draft);
    this.#later();
  }

  /** The lab has it already. */
  done(savedAt: number): void {
    this.#state = { kind: 'saved', at: savedAt };
  }

  /** A draft that shall not be kept. */
  forget(id: string): void {
    this.#unsaved.delete(id);
  }

  /** Saves now what waits to be saved. */
  async flush(): Promise<void> {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    try {
      // All calls leave at once: a window that closes does not wait for the answers.
      const saved = await Promise.all([...this.#unsaved.values()].map((draft) => this.#save(draft)));
      const last = saved.at(-1);
      if (this.#state.kind === 'saving' && this.#unsaved.size === 0) this.#state = { kind: 'saved', at: last ?? null };
    } catch (error) {
      console.warn('The design could not be saved.', error);
      this.#state = { kind: 'failed' };
    }
  }

  #later(): void {
    this.#state = { kind: 'saving' };
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_MS);
  }

  async #save(draft: Draft): Promise<number> {
    const { savedAt } = await this.#client.call('design.save', { ...draft, kind: 'draft' });
    if (this.#unsaved.get(draft.id) === draft) this.#unsaved.delete(draft.id);
    return savedAt;
  }
}
