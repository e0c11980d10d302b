/** The states of runs that can be gone on from, and fresh runs that begin as the copy of another one up to such a state. */
import type { KeptState } from '#contract/run-detail';
import { EVALUATION_COLUMNS } from '#core/series/evaluation';
import { LabError } from '#core/failure';
import type { MetricName } from '#core/experiment/spec';
import { EVALUATION_SQL } from '#store/rows';
import type { SeriesWriter } from '#store/series';
import type { SeriesReader } from '#store/series-reader';
import type { Connection } from '#store/sqlite';

export interface KeptStates {
  /** Ascending; where there is both, the snapshot counts. */
  readonly all: (runId: string) => readonly KeptState[];
  readonly begin: (runId: string, from: { readonly runId: string; readonly update: number }) => void;
}

export const KEPT_STATES_SQL = `
  SELECT "update", length(state) AS bytes, 'snapshot' AS kind FROM snapshots WHERE run_id = @runId
  UNION ALL SELECT "update", length(state), 'checkpoint' FROM checkpoints WHERE run_id = @runId`;

/** Values that are copied at once. */
const COPIED_AT_ONCE = 65_536;

export function keptStatesOf(database: Connection, reader: SeriesReader, writer: SeriesWriter): KeptStates {
  const findAll = database.prepare<[{ runId: string }], KeptState>(KEPT_STATES_SQL);
  const copyState = (table: 'snapshots' | 'checkpoints') =>
    database.prepare<[{ to: string; from: string; update: number }]>(`
      INSERT OR IGNORE INTO checkpoints (run_id, "update", state)
      SELECT @to, "update", state FROM ${table} WHERE run_id = @from AND "update" = @update`);
  const [copySnapshot, copyCheckpoint] = [copyState('snapshots'), copyState('checkpoints')];
  const columns = EVALUATION_COLUMNS.map((column) => EVALUATION_SQL[column]).join(', ');
  const copyEvaluations = database.prepare<[{ to: string; from: string; update: number }]>(`
    INSERT INTO evaluations (run_id, ${columns})
    SELECT @to, ${columns} FROM evaluations WHERE run_id = @from AND "update" <= @update`);
  const setProgress = database.prepare<[{ to: string; from: string; update: number }]>(`
    UPDATE runs SET update_count = @update, seconds = coalesce((SELECT max(seconds) FROM evaluations WHERE run_id = @to), 0)
    WHERE id = @to`);

  return {
    all(runId) {
      const states = findAll.all({ runId });
      const snapshots = new Set(states.filter(({ kind }) => kind === 'snapshot').map(({ update }) => update));
      return states.filter(({ kind, update }) => kind === 'snapshot' || !snapshots.has(update)).sort((a, b) => a.update - b.update);
    },
    begin(runId, from) {
      const copy = { to: runId, from: from.runId, update: from.update };
      if (copySnapshot.run(copy).changes + copyCheckpoint.run(copy).changes === 0) {
        throw new LabError({
          kind: 'conflict',
          problem: `The state at update ${from.update.toLocaleString('en-US')}, which it was to go on from, is no longer kept.`,
        });
      }
      copyEvaluations.run(copy);
      setProgress.run(copy);
      for (const metric of reader.metrics(from.runId)) {
        for (let start = 0; start < from.update; start += COPIED_AT_ONCE) {
          const end = Math.min(from.update, start + COPIED_AT_ONCE);
          // The names were written by this lab's engines: they are metrics.
          writer.append(runId, metric, start, reader.window(from.runId, metric as MetricName, start, end, end - start).min);
        }
      }
    },
  };
}
