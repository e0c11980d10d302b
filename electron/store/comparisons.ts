/** Comparisons that were saved under a name. */
import { comparisonContent } from '#contract/comparisons';
import type { SavedComparison } from '#contract/comparisons';
import { deletingFromBin } from '#store/deleting';
import type { Connection } from '#store/sqlite';

interface ComparisonRow {
  readonly id: string;
  readonly name: string;
  readonly content_json: string;
  readonly created_at: number;
  readonly changed_at: number;
  readonly is_deleted: number;
}

export interface Comparisons {
  /** Newest first. */
  readonly all: () => readonly SavedComparison[];
  readonly save: (comparison: SavedComparison) => void;
  /** Throws `conflict` for one that is not in the bin. */
  readonly delete: (ids: readonly string[]) => void;
}

export function comparisonsOf(database: Connection): Comparisons {
  const findAll = database.prepare<[], ComparisonRow>('SELECT * FROM comparisons ORDER BY changed_at DESC, id');
  const upsert = database.prepare<[ComparisonRow]>(`
    INSERT OR REPLACE INTO comparisons (id, name, content_json, created_at, changed_at, is_deleted)
    VALUES (@id, @name, @content_json, @created_at, @changed_at, @is_deleted)`);
  const remove = database.prepare<[string]>('DELETE FROM comparisons WHERE id = ? AND is_deleted = 1');
  return {
    all: () =>
      findAll.all().map((row) => ({
        id: row.id,
        name: row.name,
        content: comparisonContent.parse(JSON.parse(row.content_json)),
        createdAt: row.created_at,
        changedAt: row.changed_at,
        isDeleted: row.is_deleted !== 0,
      })),
    save: (comparison) =>
      void upsert.run({
        id: comparison.id,
        name: comparison.name,
        content_json: JSON.stringify(comparison.content),
        created_at: comparison.createdAt,
        changed_at: comparison.changedAt,
        is_deleted: comparison.isDeleted ? 1 : 0,
      }),
    delete: deletingFromBin('comparison', (id) => remove.run(id)),
  };
}
