/** What a person says of an experiment, where it came from, the comparisons that were kept, weights kept on purpose, and what probes found. */
import type { Migration } from '#store/migrate';

export const study: Migration = {
  version: 3,
  name: 'study',
  up(database) {
    database.exec(`
      ALTER TABLE experiments ADD COLUMN is_starred INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE experiments ADD COLUMN tags_json TEXT NOT NULL DEFAULT '[]';
      -- NULL until a person changes what the design says.
      ALTER TABLE experiments ADD COLUMN notes TEXT;
      -- NULL for an experiment of its own; else the run that it repeats or branches from, and at which update.
      ALTER TABLE experiments ADD COLUMN origin_json TEXT;
      CREATE INDEX experiments_by_origin ON experiments (json_extract(origin_json, '$.runId')) WHERE origin_json IS NOT NULL;

      CREATE INDEX runs_unsealed ON runs (id) WHERE record_hash IS NULL AND status IN ('finished', 'diverged', 'stopped');

      ALTER TABLE conditions ADD COLUMN is_skipped INTEGER NOT NULL DEFAULT 0;

      CREATE TABLE comparisons (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        content_json TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        is_deleted INTEGER NOT NULL DEFAULT 0
      ) STRICT;

      -- The state of a run at updates that were asked for, and at its end; checkpoints come and go, these stay.
      CREATE TABLE snapshots (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        "update" INTEGER NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (run_id, "update")
      ) STRICT;

      CREATE TABLE probes (
        id TEXT NOT NULL PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        kind TEXT NOT NULL,
        question_json TEXT NOT NULL,
        -- Text of the lab's codec; see contract/codec.
        result TEXT NOT NULL,
        seconds REAL NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX probes_of_run ON probes (run_id, kind, created_at);
    `);
  },
};
