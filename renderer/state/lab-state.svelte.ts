/** What the lab says about itself: connection, engine, queue, memory, storage. */
import type { LabClient } from '#contract/contract';
import type { LabStatus } from '#contract/system';

export class LabState {
  #status = $state.raw<LabStatus | null>(null);
  #isConnected = $state(true);
  #error = $state.raw<unknown>(null);
  readonly #client: LabClient;

  constructor(client: LabClient) {
    this.#client = client;
    client.subscribe('status', (status) => {
      this.#status = status;
      this.#error = null;
    });
    client.onConnection((isConnected) => {
      this.#isConnected = isConnected;
      if (isConnected) this.reload();
    });
    this.reload();
  }

  /** null until the lab has answered for the first time. */
  get status(): LabStatus | null {
    return this.#status;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Why the lab could not be asked; null while it answers. */
  get error(): unknown {
    return this.#error;
  }

  /** A lost connection is shown by `isConnected`, and loading is tried again when it is back. */
  reload(): void {
    this.#client.call('lab.status', {}).then(
      (status) => {
        this.#status = status;
        this.#error = null;
      },
      (error: unknown) => {
        this.#error = error;
      },
    );
  }
}
