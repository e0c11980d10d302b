/** What experiments are made from: the presets, and the data that was imported. */
import type { Input, LabClient } from '#contract/contract';
import type { DatasetSummary } from '#contract/datasets';
import type { PresetSummary } from '#contract/presets';

export class Library {
  #presets = $state.raw<readonly PresetSummary[] | null>(null);
  #datasets = $state.raw<readonly DatasetSummary[] | null>(null);
  #error = $state.raw<unknown>(null);
  readonly #client: LabClient;

  constructor(client: LabClient) {
    this.#client = client;
    client.onConnection((isConnected) => {
      if (isConnected) void this.reload();
    });
    void this.reload();
  }

  get presets(): readonly PresetSummary[] | null {
    return this.#presets;
  }

  get datasets(): readonly DatasetSummary[] | null {
    return this.#datasets;
  }

  get error(): unknown {
    return this.#error;
  }

  async reload(): Promise<void> {
    try {
      [this.#datasets, this.#presets] = await Promise.all([this.#client.call('datasets.list', {}), this.#client.call('presets.list', {})]);
      this.#error = null;
    } catch (error) {
      this.#error = error;
    }
  }

  /** Throws what the lab says is wrong with the file. */
  async importData(input: Input<'datasets.importFiles'>): Promise<DatasetSummary> {
    const dataset = await this.#client.call('datasets.importFiles', input);
    this.#datasets = await this.#client.call('datasets.list', {});
    return dataset;
  }
}
