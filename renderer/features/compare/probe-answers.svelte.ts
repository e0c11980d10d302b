/** Stored answers of probes about the compared runs, those that are being worked out, and the asking of new ones. */
import type { LabClient } from '#contract/contract';
import type { ProbeActivity, ProbeRecord } from '#contract/probes';
import { LabError } from '#core/failure';
import type { ProbeKind, ProbeQuestionInput } from '#core/probes/questions';

/** Answers that are fetched of each experiment: the newest, so that a chart stays readable. */
const MOST = 60;

/** The newest answers of some kinds about experiments; those that are known are not asked for again. */
export async function storedAnswers(
  client: LabClient,
  experimentIds: readonly string[],
  kinds: readonly ProbeKind[],
  known: readonly ProbeRecord[] = [],
): Promise<readonly ProbeRecord[]> {
  const lists = await Promise.all(experimentIds.map((experimentId) => client.call('probes.list', { experimentId })));
  const wanted = lists.flatMap((list) => list.filter(({ kind }) => kinds.includes(kind)).slice(0, MOST));
  return Promise.all(wanted.map(async ({ id }) => known.find((record) => record.id === id) ?? (await client.call('probes.get', { id }))));
}

export class ProbeAnswers {
  #records = $state.raw<readonly ProbeRecord[] | null>(null);
  #error = $state.raw<unknown>(null);
  #activity = $state.raw<readonly ProbeActivity[]>([]);
  #experimentIds: readonly string[] = [];
  readonly #client: LabClient;
  readonly #kinds: readonly ProbeKind[];

  constructor(client: LabClient, kinds: readonly ProbeKind[]) {
    this.#client = client;
    this.#kinds = kinds;
  }

  /** Newest first; null until loaded. */
  get records(): readonly ProbeRecord[] | null {
    return this.#records;
  }
  get error(): unknown {
    return this.#error;
  }
  /** Of these kinds and experiments, what waits or runs. */
  get activity(): readonly ProbeActivity[] {
    return this.#activity;
  }

  /** Follows the probes of these experiments until the returned function is called. */
  follow(experimentIds: readonly string[]): () => void {
    this.#experimentIds = experimentIds;
    void this.reload();
    void this.#client.call('probes.active', {}).then(
      (active) => {
        for (const one of active) this.#heard(one);
      },
      // Without it only what begins later is told; the answers still come.
      () => undefined,
    );
    return this.#client.subscribe('probe', (activity) => this.#heard(activity));
  }

  #heard(activity: ProbeActivity): void {
    if (!this.#experimentIds.includes(activity.experimentId) || !this.#kinds.includes(activity.kind)) return;
    const others = this.#activity.filter(({ id }) => id !== activity.id);
    const isOpen = activity.state === 'waiting' || activity.state === 'running';
    this.#activity = isOpen ? [...others, activity] : others;
    if (activity.state === 'done') void this.reload();
  }

  async reload(): Promise<void> {
    const ids = this.#experimentIds;
    try {
      const records = await storedAnswers(this.#client, ids, this.#kinds, this.#records ?? []);
      if (this.#experimentIds === ids) [this.#records, this.#error] = [records, null];
    } catch (error) {
      if (this.#experimentIds === ids) this.#error = error;
    }
  }

  /** Asks one after the other; those that were cancelled are no failure. */
  async ask(questions: readonly ProbeQuestionInput[]): Promise<void> {
    for (const question of questions) {
      try {
        await this.#client.call('probes.run', { id: crypto.randomUUID(), question });
      } catch (error) {
        if (error instanceof LabError && error.failure.kind === 'cancelled') return;
        throw error;
      }
    }
  }

  cancel(id: string): Promise<null> {
    return this.#client.call('probes.cancel', { id });
  }
}
