/** The prepared data of an experiment's conditions: made when a job first needs it, and kept for the next one while there is room. */
import { prepare } from '#core/data/prepare';
import type { PreparedData, Table } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import { LabError } from '#core/failure';
import type { DataLibrary } from '#lab/data-library';
import type { EnginePool } from '#lab/ports/engines';
import type { Environment } from '#lab/ports/environment';
import type { StoredExperiment } from '#lab/ports/store';

/** Data that no job uses is kept up to here; what was used last stays longest. */
const MOST_IDLE_BYTES = 256 * 1024 * 1024;

type Designed = Pick<StoredExperiment, 'spec' | 'dataHash' | 'provenance'>;

interface Held {
  readonly bytes: number;
  jobs: number;
}

export class TrainingData {
  readonly #experiment: Designed;
  readonly #library: Pick<DataLibrary, 'load'>;
  readonly #pool: Pick<EnginePool, 'provide' | 'forget'>;
  readonly #environment: Pick<Environment, 'hashText'>;
  readonly #mostIdleBytes: number;
  /** In the order of their last use. */
  readonly #held = new Map<string, Held>();
  /** The table that was last prepared: mostly the next one is made of it too. */
  #last: { readonly hash: string; readonly table: Table } | null = null;

  constructor(
    experiment: Designed,
    ports: {
      readonly data: Pick<DataLibrary, 'load'>;
      readonly pool: Pick<EnginePool, 'provide' | 'forget'>;
      readonly environment: Pick<Environment, 'hashText'>;
      readonly mostIdleBytes?: number;
    },
  ) {
    this.#experiment = experiment;
    this.#library = ports.data;
    this.#pool = ports.pool;
    this.#environment = ports.environment;
    this.#mostIdleBytes = ports.mostIdleBytes ?? MOST_IDLE_BYTES;
  }

  /**
   * The id under which the pool knows the data of this condition from now on, until it is released as often as it was held. Throws
   * LabError where the data is gone or is no longer what the experiment was designed on.
   */
  hold(condition: Condition): string {
    const { spec } = this.#experiment;
    const hash = this.#experiment.provenance.conditionDataHashes?.[condition.index] ?? this.#experiment.dataHash;
    const dataId = `${hash}/${this.#environment.hashText(JSON.stringify([condition.data, spec.seed]))}`;
    const held = this.#held.get(dataId) ?? this.#provide(dataId, condition, hash);
    held.jobs++;
    this.#held.delete(dataId);
    this.#held.set(dataId, held);
    this.#makeRoom();
    return dataId;
  }

  release(dataId: string): void {
    const held = this.#held.get(dataId);
    if (held !== undefined) held.jobs--;
    this.#makeRoom();
  }

  /** No job runs any more. */
  close(): void {
    for (const dataId of this.#held.keys()) this.#pool.forget(dataId);
    this.#held.clear();
    this.#last = null;
  }

  #provide(dataId: string, condition: Condition, hash: string): Held {
    const prepared = prepare(this.#table(condition, hash), condition.data, this.#experiment.spec.seed);
    this.#pool.provide(dataId, prepared);
    return { bytes: bytesOf(prepared), jobs: 0 };
  }

  #table(condition: Condition, hash: string): Table {
    if (this.#last?.hash === hash) return this.#last.table;
    const loaded = this.#library.load(condition.data.source, hash);
    if (loaded.hash !== hash) {
      const problem = `The data of "${this.#experiment.spec.name}" is no longer what it was when the experiment was designed.`;
      throw new LabError({ kind: 'conflict', problem });
    }
    this.#last = loaded;
    return loaded.table;
  }

  #makeRoom(): void {
    const idle = [...this.#held].filter(([, { jobs }]) => jobs === 0);
    let bytes = idle.reduce((sum, [, held]) => sum + held.bytes, 0);
    for (const [dataId, held] of idle) {
      if (bytes <= this.#mostIdleBytes) return;
      bytes -= held.bytes;
      this.#held.delete(dataId);
      this.#pool.forget(dataId);
    }
  }
}

function bytesOf({ table, split }: PreparedData): number {
  const { features, target } = table;
  const targets = target.kind === 'class' ? target.labels : target.values;
  const rows = split.train.byteLength + split.validation.byteLength + split.test.byteLength;
  return features.byteLength + targets.byteLength + rows;
}
