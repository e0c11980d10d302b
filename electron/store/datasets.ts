/** Imported data sets and settings: small things that belong to the folder rather than to an experiment. */
import type { StoredDataset } from '#lab/ports';
import { datasetOf, datasetRow } from '#store/rows';
import type { DatasetRow } from '#store/rows';
import type { Connection } from '#store/sqlite';

export interface Datasets {
  /** Replaces the data set of the same name. */
  readonly save: (dataset: StoredDataset) => void;
  readonly get: (name: string) => StoredDataset | null;
  /** In the order of their names. */
  readonly all: () => readonly StoredDataset[];
  readonly setting: (key: string) => string | null;
  readonly saveSetting: (key: string, value: string) => void;
}

export function datasetsOf(database: Connection): Datasets {
  const upsert = database.prepare<[DatasetRow]>(`
    INSERT OR REPLACE INTO datasets (name, hash, file, shape_json, feature_names_json, target_name, class_names_json, imported_at)
    VALUES (@name, @hash, @file, @shape_json, @feature_names_json, @target_name, @class_names_json, @imported_at)`);
  const find = database.prepare<[string], DatasetRow>('SELECT * FROM datasets WHERE name = ?');
  const findAll = database.prepare<[], DatasetRow>('SELECT * FROM datasets ORDER BY name');
  const findSetting = database.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck();
  const upsertSetting = database.prepare<[string, string]>('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');

  return {
    save: (dataset) => void upsert.run(datasetRow(dataset)),
    get(name) {
      const row = find.get(name);
      return row === undefined ? null : datasetOf(row);
    },
    all: () => findAll.all().map(datasetOf),
    setting: (key) => findSetting.get(key) ?? null,
    saveSetting: (key, value) => void upsertSetting.run(key, value),
  };
}
