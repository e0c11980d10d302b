/** The list of all experiments, kept up to date by the lab's announcements. */
import type { LabClient } from '#contract/contract';
import type { ExperimentSummary, ProgressState } from '#contract/experiments';
import { unwatchedSet } from '#renderer/state/unwatched.ts';

const RELOAD_MS = 150;
/** Of more the whole list is asked for at once. */
const MOST_ALONE = 20;

export class Experiments {
  #list = $state.raw<readonly ExperimentSummary[] | null>(null);
  #error = $state.raw<unknown>(null);
  #progress = $state.raw<Readonly<Record<string, ProgressState>>>({});
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** Of which something was announced that the list does not have yet. */
  readonly #changed = unwatchedSet<string>();
  readonly #client: LabClient;

  constructor(client: LabClient) {
    this.#client = client;
    client.subscribe('experiment', ({ id }) => this.#renewSoon(id));
    client.subscribe('progress', ({ id, progress, runs }) => {
      this.#progress = { ...this.#progress, [id]: progress };
      // Run counts change when a run begins or ends, not with every evaluation.
      if (runs.some((run) => run.status !== 'training')) this.#renewSoon(id);
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
      this.#list = shown(await this.#client.call('experiments.list', {}));
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
  }

  #renewSoon(id: string): void {
    this.#changed.add(id);
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const ids = [...this.#changed];
      this.#changed.clear();
      void (this.#list === null || ids.length > MOST_ALONE ? this.reload() : this.#renew(ids));
    }, RELOAD_MS);
  }

  /** Asks for these alone; the others stay the objects that they were. */
  async #renew(ids: readonly string[]): Promise<void> {
    try {
      const renewed = await Promise.all(ids.map((id) => this.#client.call('experiments.summary', { id })));
      const others = (this.#list ?? []).filter(({ id }) => !ids.includes(id));
      this.#list = shown([...others, ...renewed.filter((one) => one !== null)]);
    } catch (error) {
      this.#error = error;
    }
  }
}

const shown = (all: readonly ExperimentSummary[]): readonly ExperimentSummary[] =>
  all.filter(({ isDeleted }) => !isDeleted).sort((a, b) => b.createdAt - a.createdAt || a.id.localeCompare(b.id));
