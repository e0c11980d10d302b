/** What the lab and its engine processes cost now, asked for every two seconds while somebody looks. */
import type { LabClient } from '#contract/contract';
import type { SystemReport } from '#contract/system';

const PAUSE_MS = 2000;

export class SystemFeed {
  readonly #client: LabClient;
  #report = $state.raw<SystemReport | null>(null);

  constructor(client: LabClient) {
    this.#client = client;
  }

  get report(): SystemReport | null {
    return this.#report;
  }

  /** Begins to ask; returns the end of it. */
  start(): () => void {
    const ask = (): void => {
      if (document.hidden) return;
      this.#client.call('lab.system', {}).then(
        (report) => {
          this.#report = report;
        },
        (error: unknown) => console.warn('The load of this computer could not be read.', error),
      );
    };
    ask();
    const timer = setInterval(ask, PAUSE_MS);
    return () => clearInterval(timer);
  }
}
