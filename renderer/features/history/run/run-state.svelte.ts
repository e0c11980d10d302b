/** One run on its page: everything known of it, its experiment, and the probes that asked about it; followed while things change. */
import type { LabClient } from '#contract/contract';
import type { ExperimentDetail } from '#contract/experiments';
import type { RunDetail } from '#contract/run-detail';
import type { ProbeRecord, RunMoments } from '#contract/probes';

/** More cards than these are not loaded at once. */
const MOST_PROBES = 12;

export interface RunParts {
  readonly detail: RunDetail;
  readonly experiment: ExperimentDetail;
  readonly moments: RunMoments;
}

export class RunState {
  readonly #client: LabClient;
  readonly #runId: string;
  readonly #experimentId: string;
  #parts = $state.raw<RunParts | null>(null);
  #error = $state.raw<unknown>(null);
  #probes = $state.raw<readonly ProbeRecord[]>([]);
  #probeCount = $state(0);
  #probeError = $state.raw<unknown>(null);
  #isAsking = false;
  #isStale = false;

  constructor(client: LabClient, experimentId: string, runId: string) {
    this.#client = client;
    this.#experimentId = experimentId;
    this.#runId = runId;
  }

  /** null until loaded. */
  get parts(): RunParts | null {
    return this.#parts;
  }
  get error(): unknown {
    return this.#error;
  }
  /** The newest ones about this run, with their results. */
  get probes(): readonly ProbeRecord[] {
    return this.#probes;
  }
  get probeCount(): number {
    return this.#probeCount;
  }
  get probeError(): unknown {
    return this.#probeError;
  }

  /** Follows what concerns this run; returns the end of it. */
  start(): () => void {
    void this.load();
    void this.#loadProbes();
    const ends = [
      // An experiment that has just been made from this run is not known here yet, so every change of state is looked at.
      this.#client.subscribe('experiment', () => void this.load()),
      this.#client.subscribe('progress', ({ runs }) => {
        if (runs.some(({ runId, status }) => runId === this.#runId && status !== 'training')) void this.load();
      }),
      this.#client.subscribe('probe', ({ runIds, state }) => {
        if (state === 'done' && runIds.includes(this.#runId)) void this.#loadProbes();
      }),
      this.#client.onConnection((isConnected) => {
        if (isConnected) void this.load();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** One question at a time: what is announced meanwhile is asked after. */
  async load(): Promise<void> {
    this.#isStale = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isStale) {
      this.#isStale = false;
      try {
        const [detail, experiment, [moments]] = await Promise.all([
          this.#client.call('runs.get', { runId: this.#runId }),
          this.#client.call('experiments.get', { id: this.#experimentId }),
          this.#client.call('probes.moments', { runIds: [this.#runId] }),
        ]);
        this.#parts = { detail, experiment, moments };
        this.#error = null;
      } catch (error) {
        this.#error = error;
      }
    }
    this.#isAsking = false;
  }

  async #loadProbes(): Promise<void> {
    try {
      const all = await this.#client.call('probes.list', { experimentId: this.#experimentId });
      const own = all.filter(({ runIds }) => runIds.includes(this.#runId));
      this.#probeCount = own.length;
      this.#probes = await Promise.all(own.slice(0, MOST_PROBES).map(({ id }) => this.#client.call('probes.get', { id })));
      this.#probeError = null;
    } catch (error) {
      this.#probeError = error;
    }
  }
}
