/** Deleting for good: what lies in the bin, its deletion in steps, and the free pages that the disk gets back. */
import { LabError } from '#core/failure';
import type { BinContent, BinStore } from '#lab/ports/bin-store';
import type { Connection } from '#store/sqlite';

/** Lengths are read from the heads of the rows, not the rows. */
const OF_RUN = [
  ['series_chunks', 'octet_length(cells) + octet_length(data)'],
  ['series_tail', 'octet_length(data)'],
  ['checkpoints', 'octet_length(state)'],
  ['snapshots', 'octet_length(state)'],
  ['probes', 'octet_length(question_json) + octet_length(result)'],
  // Fifteen numbers.
  ['evaluations', '120'],
] as const;

export const BINNED_SQL = `
  SELECT e.id, e.name,
    (SELECT count(*) FROM runs WHERE experiment_id = e.id) AS runs,
    octet_length(e.spec_json)
    + coalesce((SELECT sum(octet_length(condition_json)) FROM conditions WHERE experiment_id = e.id), 0)
    ${OF_RUN.map(([table, bytes]) => `+ coalesce((SELECT sum(${bytes}) FROM runs r JOIN ${table} t ON t.run_id = r.id WHERE r.experiment_id = e.id), 0)`).join('\n    ')}
    AS bytes
  FROM experiments e WHERE e.is_deleted = 1 ORDER BY e.created_at DESC, e.id`;

/** `fileBytes`, `giveBack` and `compact` must not be called inside a transaction. */
export function binOf(database: Connection): BinStore {
  const findAll = database.prepare<[], BinContent>(BINNED_SQL);
  const findMark = database.prepare<[string], number>('SELECT is_deleted FROM experiments WHERE id = ?').pluck();
  // Everything that belongs to a run or to an experiment refers to it and goes with it (ON DELETE CASCADE).
  const deleteRuns = database.prepare<[string, number]>(
    'DELETE FROM runs WHERE id IN (SELECT id FROM runs WHERE experiment_id = ? LIMIT ?)',
  );
  const deleteExperiment = database.prepare<[string]>('DELETE FROM experiments WHERE id = ?');
  const pragma = (name: string): number => Number(database.pragma(name, { simple: true }));
  const shrinkFiles = (): void => void database.pragma('wal_checkpoint(TRUNCATE)');

  return {
    binned: () => findAll.all(),
    deleteSome(id, runs) {
      const mark = findMark.get(id);
      if (mark === undefined) return true;
      if (mark === 0) throw new LabError({ kind: 'conflict', problem: `The experiment "${id}" is not in the bin, so it is not deleted.` });
      if (deleteRuns.run(id, runs).changes === runs) return false;
      deleteExperiment.run(id);
      return true;
    },
    fileBytes: () => pragma('page_count') * pragma('page_size'),
    giveBack(pages) {
      if (pragma('auto_vacuum') !== INCREMENTAL) return null;
      database.pragma(`incremental_vacuum(${pages})`);
      if (pragma('freelist_count') > 0) return false;
      shrinkFiles();
      return true;
    },
    compact() {
      // Takes effect with VACUUM in files of versions that did not have it.
      database.pragma('auto_vacuum = INCREMENTAL');
      database.exec('VACUUM');
      shrinkFiles();
    },
  };
}

/** SQLite's number of the mode in which free pages are given back when asked. */
const INCREMENTAL = 2;
