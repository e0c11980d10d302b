/** The list of all experiments, kept up to date by the lab's announcements. */
import type { LabClient } from '#contract/contract';
import type { ExperimentSummary, ProgressState } from '#contract/experiments';

const RELOAD_MS = 150;

export class Experiments {
  #list = $state.raw<readonly ExperimentSummary[] | null>(null);
  #error = $state.raw<unknown>(null);
  #progress = $state.raw<Readonly<Record<string, ProgressState>>>({});
  #timer: number | null = null;
  readonly #client: LabClient;

  constructor(client: LabClient) {
    this.#client = client;
    client.subscribe('experiment', () => this.#reloadSoon());
    client.subscribe('progress', ({ id, progress, runs }) => {
      this.#progress = { ...this.#progress, [id]: progress };
      // Run counts change when a run begins or ends, not with every evaluation.
      if (runs.some((run) => run.status !== 'training')) this.#reloadSoon();
    });
    client.onConnection((isConnected) => {
      if (isConnected) void this.reload();
    });
    void this.reload();
  }

  /** Newest first, without the bin; null until loaded. */
  get list(): readonly ExperimentSummary[] | null {
    return this.#list;
  }

  get error(): unknown {
    return this.#error;
  }

  /** What was announced last about an experiment that trains. */
  progressOf(id: string): ProgressState | null {
    return this.#progress[id] ?? null;
  }

  async reload(): Promise<void> {
    try {
      const all = await this.#client.call('experiments.list', {});
      this.#list = all.filter((one) => !one.isDeleted).sort((a, b) => b.createdAt - a.createdAt);
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
  }

  #reloadSoon(): void {
    if (this.#timer !== null) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = null;
      void this.reload();
    }, RELOAD_MS);
  }
}
