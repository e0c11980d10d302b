/** Imports that are under way: each is watched and can be cancelled under the name that its caller gave it. */
import { LabError } from '#core/failure';

export interface ImportWatch {
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

export class Imports {
  readonly #running = new Map<string, AbortController>();
  readonly #publish: (progress: { readonly importId: string; readonly part: number }) => void;

  constructor(publish: (progress: { readonly importId: string; readonly part: number }) => void) {
    this.#publish = publish;
  }

  /** Throws what the work throws. */
  async run<Result>(importId: string, work: (watch: ImportWatch) => Promise<Result>): Promise<Result> {
    if (this.#running.has(importId)) throw new LabError({ kind: 'conflict', problem: 'This import is already under way.' });
    const controller = new AbortController();
    this.#running.set(importId, controller);
    try {
      return await work({ onProgress: (part) => this.#publish({ importId, part }), signal: controller.signal });
    } finally {
      this.#running.delete(importId);
    }
  }

  /** One that has ended, or never was, is cancelled already. */
  cancel(importId: string): void {
    this.#running.get(importId)?.abort();
  }

  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }
}
