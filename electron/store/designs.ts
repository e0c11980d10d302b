/** Drafts and templates of designs. */
import type { DesignKind, DesignSummary, KeptDesign } from '#contract/designs';
import { deletingFromBin } from '#store/deleting';
import type { Connection } from '#store/sqlite';

interface DesignRow {
  readonly id: string;
  readonly kind: DesignKind;
  readonly name: string;
  readonly description: string;
  readonly created_at: number;
  readonly changed_at: number;
  readonly is_deleted: number;
}
type DesignRowWithSpec = DesignRow & { readonly spec_json: string };

export interface Designs {
  /** The latest change first, with the bin. */
  readonly all: () => readonly DesignSummary[];
  readonly get: (id: string) => KeptDesign | null;
  readonly save: (design: KeptDesign) => void;
  /** Throws `conflict` for one that is not in the bin. */
  readonly delete: (ids: readonly string[]) => void;
}

export function designsOf(database: Connection): Designs {
  const COLUMNS = 'id, kind, name, description, created_at, changed_at, is_deleted';
  const findAll = database.prepare<[], DesignRow>(`SELECT ${COLUMNS} FROM designs ORDER BY changed_at DESC, id`);
  const find = database.prepare<[string], DesignRowWithSpec>(`SELECT ${COLUMNS}, spec_json FROM designs WHERE id = ?`);
  const upsert = database.prepare<[DesignRowWithSpec]>(`
    INSERT OR REPLACE INTO designs (${COLUMNS}, spec_json)
    VALUES (@id, @kind, @name, @description, @created_at, @changed_at, @is_deleted, @spec_json)`);
  const remove = database.prepare<[string]>('DELETE FROM designs WHERE id = ? AND is_deleted = 1');
  return {
    all: () => findAll.all().map(summary),
    get: (id) => {
      const row = find.get(id);
      return row === undefined ? null : { ...summary(row), spec: JSON.parse(row.spec_json) as unknown };
    },
    save: (design) =>
      void upsert.run({
        id: design.id,
        kind: design.kind,
        name: design.name,
        description: design.description,
        spec_json: JSON.stringify(design.spec),
        created_at: design.createdAt,
        changed_at: design.changedAt,
        is_deleted: design.isDeleted ? 1 : 0,
      }),
    delete: deletingFromBin('design', (id) => remove.run(id)),
  };
}

function summary(row: DesignRow): DesignSummary {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    description: row.description,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    isDeleted: row.is_deleted !== 0,
  };
}
