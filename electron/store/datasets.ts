/** Imported data sets and settings: small things that belong to the folder rather than to an experiment. */
import type { DatasetUse } from '#contract/datasets';
import type { DatasetChange, StoredDataset } from '#lab/ports/store';
import { deletingFromBin } from '#store/deleting';
import { datasetOf, datasetRow } from '#store/rows';
import type { DatasetRow, DatasetUseRow } from '#store/rows';
import type { Connection } from '#store/sqlite';

export interface Datasets {
  /** Replaces the data set of the same name. */
  readonly save: (dataset: StoredDataset) => void;
  readonly get: (name: string) => StoredDataset | null;
  readonly withHash: (hash: string) => StoredDataset | null;
  /** In the order of their names, with the bin. */
  readonly all: () => readonly StoredDataset[];
  readonly change: (name: string, change: DatasetChange) => void;
  /** Their entries, not their files. Throws `conflict` for one that is not in the bin. */
  readonly delete: (names: readonly string[]) => void;
  readonly usesOf: (hash: string) => readonly DatasetUse[];
  readonly useCounts: () => ReadonlyMap<string, number>;
  readonly setting: (key: string) => string | null;
  readonly saveSetting: (key: string, value: string) => void;
}

export const DATASET_BY_HASH_SQL = 'SELECT * FROM datasets WHERE hash = ? ORDER BY is_deleted, name LIMIT 1';
export const DATASET_USES_SQL = `
  SELECT id, name, state, created_at, is_deleted FROM experiments WHERE data_hash = ? ORDER BY created_at DESC, id`;
export const DATASET_USE_COUNTS_SQL = 'SELECT data_hash, count(*) FROM experiments GROUP BY data_hash';

export function datasetsOf(database: Connection): Datasets {
  const upsert = database.prepare<[DatasetRow]>(`
    INSERT OR REPLACE INTO datasets (name, hash, file, shape_json, feature_names_json, target_name, class_names_json, imported_at,
      files_json, note, summary_json, is_deleted)
    VALUES (@name, @hash, @file, @shape_json, @feature_names_json, @target_name, @class_names_json, @imported_at,
      @files_json, @note, @summary_json, @is_deleted)`);
  const find = database.prepare<[string], DatasetRow>('SELECT * FROM datasets WHERE name = ?');
  const findByHash = database.prepare<[string], DatasetRow>(DATASET_BY_HASH_SQL);
  const findAll = database.prepare<[], DatasetRow>('SELECT * FROM datasets ORDER BY name');
  const update = database.prepare<[DatasetRow & { readonly old_name: string }]>(`
    UPDATE datasets SET name = @name, note = @note, summary_json = @summary_json, is_deleted = @is_deleted WHERE name = @old_name`);
  const remove = database.prepare<[string]>('DELETE FROM datasets WHERE name = ? AND is_deleted = 1');
  const findUses = database.prepare<[string], DatasetUseRow>(DATASET_USES_SQL);
  const countUses = database.prepare<[], [string, number]>(DATASET_USE_COUNTS_SQL).raw();
  const findSetting = database.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck();
  const upsertSetting = database.prepare<[string, string]>('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');

  const optional = (row: DatasetRow | undefined): StoredDataset | null => (row === undefined ? null : datasetOf(row));
  const get = (name: string): StoredDataset | null => optional(find.get(name));
  return {
    save: (dataset) => void upsert.run(datasetRow(dataset)),
    get,
    withHash: (hash) => optional(findByHash.get(hash)),
    all: () => findAll.all().map(datasetOf),
    change(name, change) {
      const dataset = get(name);
      if (dataset !== null) update.run({ ...datasetRow({ ...dataset, ...change }), old_name: name });
    },
    delete: deletingFromBin('dataset', (name) => remove.run(name)),
    usesOf: (hash) =>
      findUses.all(hash).map((row) => ({
        id: row.id,
        name: row.name,
        state: row.state,
        createdAt: row.created_at,
        isDeleted: row.is_deleted !== 0,
      })),
    useCounts: () => new Map(countUses.all()),
    setting: (key) => findSetting.get(key) ?? null,
    saveSetting: (key, value) => void upsertSetting.run(key, value),
  };
}
