/** Finds the data of an experiment: generates it or loads an imported table, tells its shape, and prepares it for training. */
import { describe as describeFailure, failureOf, LabError } from '#core/failure';
import { generate } from '#core/data/generate';
import { withMissingFilled } from '#core/data/missing';
import { preview } from '#core/data/preview';
import { project } from '#core/data/projection';
import { sampleImages } from '#core/data/sample-images';
import { dataShape, sourceShape } from '#core/data/shape';
import { summarize } from '#core/data/summary';
import type { DataShape, Table } from '#core/data/table';
import type { Condition } from '#core/experiment/plan';
import { type DataSource, sourceSchema } from '#core/experiment/spec';
import type { Inspection } from '#contract/inspection';
import type { DataPreview, DatasetDetail, DatasetSummary } from '#contract/datasets';
import type { ImportWatch } from '#lab/imports';
import type { DatasetFiles, ImportedTable, ImportOptions, ImportSource, InspectFile } from '#lab/ports/dataset-files';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Store, StoredDataset } from '#lab/ports/store';

const MOST_FILE_NAMES = 20;

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
    return source.kind === 'dataset' ? (this.#inUse(source.name)?.shape ?? null) : sourceShape(source);
  }

  table(source: DataSource): Table {
    if (source.kind !== 'dataset') return generate(source);
    const stored = this.#inUse(source.name);
    if (stored === null) throw new LabError({ kind: 'notFound', what: 'dataset', id: source.name });
    return this.#files.load(stored.file);
  }

  /**
   * With the hash of the data that an experiment was designed on, imported data is found by its content: it may have another name
   * by now, or lie in the bin.
   */
  load(source: DataSource, dataHash: string | null = null): { readonly table: Table; readonly hash: string } {
    const stored = dataHash === null || source.kind !== 'dataset' ? null : this.#store.datasetWithHash(dataHash);
    const table = stored === null ? this.table(source) : this.#files.load(stored.file);
    return { table, hash: this.#environment.hashTable(table) };
  }

  /** What conditions train on, before preparation: the shape, which they share, and the hash of each; a source is loaded once. */
  fingerprints(conditions: readonly Condition[]): { readonly hashes: readonly string[]; readonly shape: DataShape } {
    const known = new Map<string, { readonly hash: string; readonly shape: DataShape }>();
    const found = conditions.map(({ data: { source } }) => {
      const key = JSON.stringify(source);
      let one = known.get(key);
      if (one === undefined) {
        const { table, hash } = this.load(source);
        one = { hash, shape: dataShape(table) };
        known.set(key, one);
      }
      return one;
    });
    return { hashes: found.map(({ hash }) => hash), shape: found[0].shape };
  }

  preview(source: unknown): DataPreview {
    const stored = this.table(readSource('datasets.preview', source));
    // To be drawn, missing values lie at the mean of all rows.
    const table = withMissingFilled(
      stored,
      Int32Array.from({ length: stored.rows }, (_, row) => row),
    );
    const images = sampleImages(table);
    return { ...preview(table), images, projection: table.featureNames.length > 2 ? project(table, images === null) : null };
  }

  sourceShape(source: unknown): DataShape {
    const parsed = readSource('datasets.shape', source);
    const shape = this.shape(parsed);
    if (shape === null)
      throw new LabError({ kind: 'notFound', what: 'dataset', id: parsed.kind === 'dataset' ? parsed.name : parsed.kind });
    return shape;
  }

  list(inBin: boolean): readonly DatasetSummary[] {
    const uses = this.#store.useCounts();
    return this.#store
      .listDatasets()
      .filter((dataset) => dataset.isDeleted === inBin)
      .map((dataset) => summaryOf(dataset, uses.get(dataset.hash) ?? 0));
  }

  /** Also of data in the bin. The summary of data from an older version is made here, and kept where the folder can be written. */
  detail(name: string): DatasetDetail {
    const stored = this.#known(name);
    const uses = this.#store.usesOfData(stored.hash);
    const summary = stored.summary ?? summarize(this.#files.load(stored.file));
    if (stored.summary === null && !this.#store.isReadOnly) this.#store.changeDataset(name, { summary });
    return { dataset: summaryOf(stored, uses.length), summary, uses };
  }

  rename(name: string, newName: string): void {
    this.#known(name);
    if (newName === name) return;
    const other = this.#store.dataset(newName);
    if (other !== null) throw nameTaken(other);
    this.#store.changeDataset(name, { name: newName });
  }

  note(name: string, note: string): void {
    this.#known(name);
    this.#store.changeDataset(name, { note });
  }

  setDeleted(name: string, isDeleted: boolean): void {
    this.#known(name);
    this.#store.changeDataset(name, { isDeleted });
  }

  #known(name: string): StoredDataset {
    const stored = this.#store.dataset(name);
    if (stored === null) throw new LabError({ kind: 'notFound', what: 'dataset', id: name });
    return stored;
  }

  /** null for data in the bin: new experiments are not made from it. */
  #inUse(name: string): StoredDataset | null {
    const stored = this.#store.dataset(name);
    return stored === null || stored.isDeleted ? null : stored;
  }

  /** Throws LabError for files that cannot be used, a name that is taken, and where it was cancelled. */
  async import(source: ImportSource, request: ImportOptions & { readonly name: string }, watch?: ImportWatch): Promise<DatasetSummary> {
    const table = await this.#files.read(source, request, watch);
    return this.#keep(request.name, fileNames(source), table);
  }

  /** What the import would make of the files. Throws LabError where it was cancelled. */
  inspect(files: readonly InspectFile[], options: ImportOptions, watch?: ImportWatch): Promise<Inspection> {
    return this.#files.inspect(files, options, watch);
  }

  #keep(name: string, files: readonly string[], table: ImportedTable): DatasetSummary {
    const hash = this.#environment.hashTable(table);
    const existing = this.#store.dataset(name);
    if (existing !== null && existing.hash !== hash) throw nameTaken(existing);
    // Also of data that is here: its file may be missing or damaged.
    const { file } = this.#files.save(table);
    if (existing !== null) {
      if (existing.isDeleted) this.setDeleted(existing.name, false);
      return this.detail(existing.name).dataset;
    }
    const dataset: StoredDataset = {
      name,
      hash,
      file,
      shape: dataShape(table),
      featureNames: table.featureNames,
      targetName: table.target.name ?? 'class',
      classNames: table.target.kind === 'class' ? table.target.classNames : null,
      importedAt: this.#clock.now(),
      files,
      note: '',
      summary: summarize(table, table.missing ?? null),
      isDeleted: false,
    };
    this.#store.saveDataset(dataset);
    return summaryOf(dataset, this.#store.usesOfData(hash).length);
  }
}

/** Of a folder of images the first will do. */
function fileNames(source: ImportSource): readonly string[] {
  const names =
    source.kind === 'files' ? source.files.map(({ name }) => name) : source.paths.map((path) => path.replace(/^.*[\\/](?=.)/, ''));
  return names.slice(0, MOST_FILE_NAMES);
}

/** What of a stored data set crosses the wire in a list. */
function summaryOf(stored: StoredDataset, usedBy: number): DatasetSummary {
  const { name, hash, shape, featureNames, targetName, classNames, importedAt, files, note, isDeleted } = stored;
  return { name, hash, shape, featureNames, targetName, classNames, importedAt, files, note, isDeleted, usedBy };
}

function nameTaken({ name, isDeleted }: StoredDataset): LabError {
  const problem = isDeleted
    ? `A dataset in the bin is called "${name}". Restore it from there, or choose another name.`
    : `There is already another dataset called "${name}". Choose another name.`;
  return new LabError({ kind: 'conflict', problem });
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
