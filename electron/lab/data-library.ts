/** Finds the data of an experiment: generates it or loads an imported table, tells its shape, and prepares it for training. */
import { describe as describeFailure, failureOf, LabError } from '#core/failure';
import { generate } from '#core/data/generate';
import { prepare } from '#core/data/prepare';
import { preview } from '#core/data/preview';
import { dataShape, sourceShape } from '#core/data/shape';
import type { DataShape, PreparedData, Table } from '#core/data/table';
import { type DataSource, type ExperimentSpec, sourceSchema } from '#core/experiment/spec';
import type { DataPreview, DatasetSummary } from '#contract/model';
import type { Clock, DatasetFiles, Environment, Store, StoredDataset } from '#lab/ports';

export class DataLibrary {
  readonly #store: Store;
  readonly #files: DatasetFiles;
  readonly #environment: Environment;
  readonly #clock: Clock;

  constructor(ports: { readonly store: Store; readonly files: DatasetFiles; readonly environment: Environment; readonly clock: Clock }) {
    this.#store = ports.store;
    this.#files = ports.files;
    this.#environment = ports.environment;
    this.#clock = ports.clock;
  }

  /** Shape of the source inside any value that claims to be a spec; null where it is not known. */
  shapeOfSpec(spec: unknown): DataShape | null {
    const data: unknown = typeof spec === 'object' && spec !== null && 'data' in spec ? spec.data : null;
    const source: unknown = typeof data === 'object' && data !== null && 'source' in data ? data.source : null;
    const parsed = sourceSchema.safeParse(source);
    return parsed.success ? this.shape(parsed.data) : null;
  }

  shape(source: DataSource): DataShape | null {
    return source.kind === 'dataset' ? (this.#store.dataset(source.name)?.shape ?? null) : sourceShape(source);
  }

  table(source: DataSource): Table {
    if (source.kind !== 'dataset') return generate(source);
    const stored = this.#store.dataset(source.name);
    if (stored === null) throw new LabError({ kind: 'notFound', what: 'dataset', id: source.name });
    return this.#files.load(stored.file);
  }

  prepare(spec: ExperimentSpec): { readonly data: PreparedData; readonly hash: string; readonly shape: DataShape } {
    const table = this.table(spec.data.source);
    return { data: prepare(table, spec.data, spec.seed), hash: this.#environment.hashTable(table), shape: dataShape(table) };
  }

  preview(source: unknown): DataPreview {
    return preview(this.table(readSource('datasets.preview', source)));
  }

  sourceShape(source: unknown): DataShape {
    const parsed = readSource('datasets.shape', source);
    const shape = this.shape(parsed);
    if (shape === null)
      throw new LabError({ kind: 'notFound', what: 'dataset', id: parsed.kind === 'dataset' ? parsed.name : parsed.kind });
    return shape;
  }

  list(): readonly DatasetSummary[] {
    return this.#store.listDatasets();
  }

  import(request: {
    readonly name: string;
    readonly fileName: string;
    readonly bytes: Uint8Array;
    readonly target: string | null;
    readonly task: 'auto' | 'classification' | 'regression';
  }): DatasetSummary {
    const table = this.#files.parse(request.fileName, request.bytes, request);
    const hash = this.#environment.hashTable(table);
    const existing = this.#store.dataset(request.name);
    if (existing !== null && existing.hash === hash) return existing;
    if (existing !== null) {
      throw new LabError({ kind: 'conflict', problem: `There is already another dataset called "${request.name}". Choose another name.` });
    }
    const { file } = this.#files.save(table);
    const dataset: StoredDataset = {
      name: request.name,
      hash,
      file,
      shape: dataShape(table),
      featureNames: table.featureNames,
      targetName: table.target.name ?? 'class',
      classNames: table.target.kind === 'class' ? table.target.classNames : null,
      importedAt: this.#clock.now(),
    };
    this.#store.saveDataset(dataset);
    return dataset;
  }
}

function readSource(method: string, source: unknown): DataSource {
  const parsed = sourceSchema.safeParse(source);
  if (!parsed.success)
    throw new LabError({ kind: 'badRequest', method, problem: parsed.error.issues.map((issue) => issue.message).join('; ') });
  return parsed.data;
}

/** A sentence for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return describeFailure(failureOf(error));
}
