/** The library of data: where a data set came from, what is in it, what a person noted, and the bin; and the way from data to its experiments. */
import type { Migration } from '#store/migrate';

export const datasetLibrary: Migration = {
  version: 2,
  name: 'dataset library',
  up(database) {
    database.exec(`
      ALTER TABLE datasets ADD COLUMN files_json TEXT NOT NULL DEFAULT '[]';
      ALTER TABLE datasets ADD COLUMN note TEXT NOT NULL DEFAULT '';
      -- NULL until somebody looks at data that an older version imported.
      ALTER TABLE datasets ADD COLUMN summary_json TEXT;
      ALTER TABLE datasets ADD COLUMN is_deleted INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX datasets_by_hash ON datasets (hash);
      CREATE INDEX experiments_by_data ON experiments (data_hash);
    `);
  },
};
