/** Short messages that float at the bottom: what was done, or what failed and why. Errors stay until they are closed. */
import { describe, failureOf } from '#core/failure';

export interface Notice {
  readonly id: number;
  readonly tone: 'positive' | 'negative';
  readonly title: string;
  readonly detail: string | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const SHOWN_MS = 6000;

export class Notices {
  #list = $state.raw<readonly Notice[]>([]);
  #lastId = 0;

  get list(): readonly Notice[] {
    return this.#list;
  }

  tell(title: string, action: Notice['action'] = null): void {
    const id = this.#add({ tone: 'positive', title, detail: null, action });
    window.setTimeout(() => this.close(id), SHOWN_MS);
  }

  fail(title: string, error: unknown): void {
    this.#add({ tone: 'negative', title, detail: describe(failureOf(error)), action: null });
  }

  /** What did not work, in words that are there already. */
  warn(title: string, detail: string): void {
    this.#add({ tone: 'negative', title, detail, action: null });
  }

  /** Waits for an action of the lab; a failure is shown, and null comes back. */
  async attempt<Value>(title: string, action: Promise<Value>): Promise<Value | null> {
    try {
      return await action;
    } catch (error) {
      this.fail(title, error);
      return null;
    }
  }

  close(id: number): void {
    this.#list = this.#list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): number {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#list = [...this.#list.slice(-3), { ...notice, id }];
    return id;
  }
}
