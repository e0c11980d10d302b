/** The first layout of the history: experiments, their conditions and runs, what was measured, and what is kept beside them. */
import type { Migration } from '#store/migrate';

export const history: Migration = {
  version: 1,
  name: 'history',
  up(database) {
    database.exec(`
      CREATE TABLE experiments (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        spec_json TEXT NOT NULL,
        state TEXT NOT NULL,
        data_hash TEXT NOT NULL,
        data_shape_json TEXT NOT NULL,
        provenance_json TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        ended_at INTEGER,
        is_deleted INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX experiments_by_age ON experiments (created_at, id);

      CREATE TABLE conditions (
        experiment_id TEXT NOT NULL REFERENCES experiments ON DELETE CASCADE,
        idx INTEGER NOT NULL,
        factors_json TEXT NOT NULL,
        condition_json TEXT NOT NULL,
        PRIMARY KEY (experiment_id, idx)
      ) STRICT;

      CREATE TABLE runs (
        id TEXT NOT NULL PRIMARY KEY,
        experiment_id TEXT NOT NULL REFERENCES experiments ON DELETE CASCADE,
        condition_idx INTEGER NOT NULL,
        replicate INTEGER NOT NULL,
        status TEXT NOT NULL,
        update_count INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0,
        weight_hash TEXT,
        record_hash TEXT,
        engine TEXT,
        device TEXT,
        started_at INTEGER,
        ended_at INTEGER,
        UNIQUE (experiment_id, condition_idx, replicate),
        FOREIGN KEY (experiment_id, condition_idx) REFERENCES conditions ON DELETE CASCADE
      ) STRICT;

      CREATE TABLE evaluations (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        "update" INTEGER NOT NULL,
        samples INTEGER,
        epoch REAL,
        seconds REAL,
        train_loss REAL,
        train_score REAL,
        validation_loss REAL,
        validation_score REAL,
        test_loss REAL,
        test_score REAL,
        recent_loss REAL,
        recent_accuracy REAL,
        recent_gradient_norm REAL,
        weight_distance REAL,
        weight_norm REAL,
        PRIMARY KEY (run_id, "update")
      ) STRICT, WITHOUT ROWID;

      -- See store/series-codec for what the blobs hold.
      CREATE TABLE series_chunks (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        metric TEXT NOT NULL,
        first_update INTEGER NOT NULL,
        count INTEGER NOT NULL,
        sha256 BLOB NOT NULL,
        cells BLOB NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (run_id, metric, first_update)
      ) STRICT;
      CREATE TABLE series_tail (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        metric TEXT NOT NULL,
        first_update INTEGER NOT NULL,
        count INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (run_id, metric, first_update)
      ) STRICT;

      CREATE TABLE checkpoints (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        "update" INTEGER NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (run_id, "update")
      ) STRICT;

      CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        experiment_id TEXT NOT NULL REFERENCES experiments ON DELETE CASCADE,
        at INTEGER NOT NULL,
        message TEXT NOT NULL
      ) STRICT;
      CREATE INDEX events_of_experiment ON events (experiment_id);

      CREATE TABLE datasets (
        name TEXT NOT NULL PRIMARY KEY,
        hash TEXT NOT NULL,
        file TEXT NOT NULL,
        shape_json TEXT NOT NULL,
        feature_names_json TEXT NOT NULL,
        target_name TEXT NOT NULL,
        class_names_json TEXT,
        imported_at INTEGER NOT NULL
      ) STRICT;

      CREATE TABLE settings (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT;
    `);
  },
};
