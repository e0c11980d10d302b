/** What a person says of experiments, and what they were made from: star, tags, notes, bin, skipped conditions, origin. */
import type { Origin } from '#contract/provenance';
import { LabError } from '#core/failure';
import type { ExperimentMarks, StoredExperiment } from '#lab/ports/store';
import { experimentOf, originJson } from '#store/rows';
import type { ExperimentRow } from '#store/rows';
import type { Connection } from '#store/sqlite';

type BareExperiment = Omit<StoredExperiment, 'conditions' | 'skipped'>;

export interface Marks {
  /** Throws LabError `notFound`. */
  readonly change: (ids: readonly string[], marks: ExperimentMarks) => void;
  readonly setOrigin: (id: string, origin: Origin) => void;
  readonly setSkipped: (id: string, condition: number, isSkipped: boolean) => void;
  readonly skipped: (id: string) => readonly number[];
  readonly descendants: (runId: string) => readonly BareExperiment[];
  readonly unjudgedRepeats: () => readonly string[];
}

export const DESCENDANTS_SQL = `
  SELECT * FROM experiments WHERE origin_json IS NOT NULL AND json_extract(origin_json, '$.runId') = ? ORDER BY created_at, id`;

export function marksOf(database: Connection): Marks {
  const find = database.prepare<[string], ExperimentRow>('SELECT * FROM experiments WHERE id = ?');
  const update = database.prepare<[Pick<ExperimentRow, 'id' | 'is_deleted' | 'is_starred' | 'tags_json' | 'notes'>]>(`
    UPDATE experiments SET is_deleted = @is_deleted, is_starred = @is_starred, tags_json = @tags_json, notes = @notes WHERE id = @id`);
  const updateOrigin = database.prepare<[string | null, string]>('UPDATE experiments SET origin_json = ? WHERE id = ?');
  const updateSkipped = database.prepare<[number, string, number]>(
    'UPDATE conditions SET is_skipped = ? WHERE experiment_id = ? AND idx = ?',
  );
  const findSkipped = database
    .prepare<[string], number>('SELECT idx FROM conditions WHERE experiment_id = ? AND is_skipped = 1 ORDER BY idx')
    .pluck();
  const findDescendants = database.prepare<[string], ExperimentRow>(DESCENDANTS_SQL);
  const findUnjudged = database
    .prepare<[], string>(
      `SELECT id FROM experiments WHERE origin_json IS NOT NULL AND state = 'finished'
         AND json_extract(origin_json, '$.kind') = 'repeat' AND json_extract(origin_json, '$.verdict') IS NULL`,
    )
    .pluck();

  const mustGet = (id: string): BareExperiment => {
    const row = find.get(id);
    if (row === undefined) throw new LabError({ kind: 'notFound', what: 'experiment', id });
    return experimentOf(row);
  };

  return {
    change(ids, marks) {
      for (const id of ids) {
        const old = mustGet(id);
        const removed = new Set(marks.removeTags);
        const tags = new Set([...(marks.tags ?? old.tags), ...(marks.addTags ?? [])].filter((tag) => !removed.has(tag)));
        update.run({
          id,
          is_deleted: (marks.isDeleted ?? old.isDeleted) ? 1 : 0,
          is_starred: (marks.isStarred ?? old.isStarred) ? 1 : 0,
          tags_json: JSON.stringify([...tags]),
          notes: marks.notes === undefined ? old.notes : marks.notes,
        });
      }
    },
    setOrigin(id, origin) {
      mustGet(id);
      updateOrigin.run(originJson(origin), id);
    },
    setSkipped(id, condition, isSkipped) {
      mustGet(id);
      updateSkipped.run(isSkipped ? 1 : 0, id, condition);
    },
    skipped: (id) => findSkipped.all(id),
    descendants: (runId) => findDescendants.all(runId).map(experimentOf),
    unjudgedRepeats: () => findUnjudged.all(),
  };
}
