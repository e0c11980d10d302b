/** Drafts and templates of designs, any number of them; the one draft that the settings held becomes the first. */
import type { Migration } from '#store/migrate';

export const designs: Migration = {
  version: 4,
  name: 'designs',
  up(database) {
    database.exec(`
      CREATE TABLE designs (
        id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('draft', 'template')),
        name TEXT NOT NULL,
        description TEXT NOT NULL,
        -- Any JSON value: a design, or the text of one that is half written.
        spec_json TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        is_deleted INTEGER NOT NULL DEFAULT 0
      ) STRICT;

      INSERT INTO designs (id, kind, name, description, spec_json, created_at, changed_at)
      SELECT 'first-draft', 'draft', ifnull(CASE json_type(value, '$.spec') WHEN 'object' THEN value ->> '$.spec.name' END, ''), '',
        value -> '$.spec', value ->> '$.savedAt', value ->> '$.savedAt'
      FROM settings WHERE key = 'designer.draft';
      INSERT INTO settings (key, value) SELECT 'designer.open', 'first-draft' FROM settings WHERE key = 'designer.draft';
      DELETE FROM settings WHERE key = 'designer.draft';
    `);
  },
};
