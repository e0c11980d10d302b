/** Imported data in a study file: which tables go with it, and what is checked of them before they are kept here. */
import { summarize } from '#core/data/summary';
import { dataShape } from '#core/data/shape';
import type { Table } from '#core/data/table';
import { LabError } from '#core/failure';
import type { DatasetFiles } from '#lab/ports/dataset-files';
import type { Clock, Environment } from '#lab/ports/environment';
import type { Store, StoredDataset, StoredExperiment } from '#lab/ports/store';
import type { StudyDataset, StudyExperiment } from '#lab/study-schema';

interface DataPorts {
  readonly store: Store;
  readonly files: DatasetFiles;
  readonly environment: Environment;
  readonly clock: Clock;
}

/** More would not fit into a file that can be imported again. */
const MOST_BYTES = 150 * 1024 * 1024;
const LONGEST_NAME = 200;

/** The imported tables that experiments were trained on, each once. Throws LabError where one is not here, or they are too large. */
export function exportedData({ store, files }: DataPorts, experiments: readonly StoredExperiment[]): readonly StudyDataset[] {
  const found = new Map<string, StudyDataset>();
  let size = 0;
  for (const { spec, conditions, dataHash, provenance } of experiments) {
    const hashes = provenance.conditionDataHashes ?? conditions.map(() => dataHash);
    for (const [index, hash] of hashes.entries()) {
      if (conditions.at(index)?.data.source.kind !== 'dataset' || found.has(hash)) continue;
      const stored = store.datasetWithHash(hash);
      if (stored === null)
        throw new LabError({
          kind: 'conflict',
          problem: `The data of "${spec.name}" is not on this computer, so it cannot be put into the file. Export without the data.`,
        });
      const bytes = files.pack(files.load(stored.file));
      size += bytes.byteLength;
      if (size > MOST_BYTES)
        throw new LabError({
          kind: 'conflict',
          problem: `The data is larger than ${String(MOST_BYTES / 2 ** 20)} MB, which a study file cannot hold. Export without the data.`,
        });
      found.set(hash, { name: stored.name, hash, files: [...stored.files], note: stored.note, bytes });
    }
  }
  return [...found.values()];
}

/** A table that may be kept: what its bytes say is what it is said to be, and some experiment of the file was trained on it. */
export function checkedData(
  { files, environment }: DataPorts,
  found: StudyDataset,
  experiments: readonly StudyExperiment[],
  refuse: (reason: string) => never,
): Table {
  const table = files.unpack(found.bytes) ?? refuse('is not a table.');
  if (environment.hashTable(table) !== found.hash) refuse('is not what its fingerprint says.');
  const problem = tableProblem(table);
  if (problem !== null) refuse(problem);
  const users = experiments.filter(({ provenance: { dataHash, conditionDataHashes } }) =>
    (conditionDataHashes ?? [dataHash]).includes(found.hash),
  );
  if (users.length === 0) refuse('belongs to no experiment of the file.');
  const shape = JSON.stringify(inOrder(dataShape(table)));
  if (users.some(({ dataShape: said }) => JSON.stringify(inOrder(said)) !== shape))
    refuse('does not have the shape that its experiments say.');
  return table;
}

/** Keeps a checked table under its own name, or under one that is free; nothing where its content is here already. */
export function keepData({ store, files, clock }: DataPorts, { name, hash, files: from, note }: StudyDataset, table: Table): void {
  if (store.datasetWithHash(hash) !== null) return;
  const dataset: StoredDataset = {
    name: freeName(store, name),
    hash,
    file: files.save(table).file,
    shape: dataShape(table),
    featureNames: table.featureNames,
    targetName: table.target.name ?? 'class',
    classNames: table.target.kind === 'class' ? table.target.classNames : null,
    importedAt: clock.now(),
    files: from,
    note,
    summary: summarize(table),
    isDeleted: false,
  };
  store.saveDataset(dataset);
}

function tableProblem({ features, featureNames, rows, target }: Table): string | null {
  if (rows < 1 || featureNames.length < 1) return 'is empty.';
  // A missing value is NaN; an infinite one is refused by every import.
  if (features.some((value) => value === Infinity || value === -Infinity)) return 'has values that are not finite.';
  if (target.kind === 'value') return target.values.every(Number.isFinite) ? null : 'has targets that are not finite.';
  const classes = target.classNames.length;
  return classes >= 2 && target.labels.every((label) => label >= 0 && label < classes)
    ? null
    : 'has rows of classes that it does not have.';
}

/** "Iris", "Iris (2)" */
function freeName(store: Store, name: string): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` (${String(number)})`;
    const candidate = `${name.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (store.dataset(candidate) === null) return candidate;
  }
}

/** Equal shapes give equal texts, whatever the order of their fields. */
function inOrder(value: object): readonly unknown[] {
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  return entries
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => [key, typeof one === 'object' && one !== null ? inOrder(one) : one]);
}
