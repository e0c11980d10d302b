/** What the lab says about itself: connection, engine, queue, memory, storage. */
import type { LabClient } from '#contract/contract';
import type { LabStatus } from '#contract/system';

export class LabState {
  #status = $state.raw<LabStatus | null>(null);
  #isConnected = $state(true);
  readonly #client: LabClient;

  constructor(client: LabClient) {
    this.#client = client;
    client.subscribe('status', (status) => {
      this.#status = status;
    });
    client.onConnection((isConnected) => {
      this.#isConnected = isConnected;
      if (isConnected) this.#load();
    });
    this.#load();
  }

  /** null until the lab has answered for the first time. */
  get status(): LabStatus | null {
    return this.#status;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** A lost connection is shown by `isConnected`, and loading is tried again when it is back. */
  #load(): void {
    this.#client.call('lab.status', {}).then(
      (status) => {
        this.#status = status;
      },
      (error: unknown) => console.warn('The status of the lab could not be read.', error),
    );
  }
}
