/** Runs: where each one is, what it came to, and where it can be taken up again. */
import { LabError } from '#core/failure';
import type { RunStatus } from '#contract/runs';
import type { RunCheckpoint } from '#lab/ports/engines';
import type { RunChange, StoredRun } from '#lab/ports/store';
import { runOf, runRow } from '#store/rows';
import type { RunRow } from '#store/rows';
import type { Connection } from '#store/sqlite';

export interface Runs {
  readonly all: (experimentId: string) => readonly StoredRun[];
  readonly get: (id: string) => StoredRun | null;
  /** Throws LabError `notFound`. */
  readonly mustGet: (id: string) => StoredRun;
  /** Throws LabError `notFound`. */
  readonly statusOf: (id: string) => RunStatus;
  readonly change: (change: RunChange) => void;
  readonly setRecordHash: (id: string, recordHash: string | null) => void;
  readonly checkpoint: (runId: string) => RunCheckpoint | null;
  readonly saveCheckpoint: (checkpoint: RunCheckpoint) => void;
  readonly dropCheckpoints: (runId: string) => void;
  readonly unsealed: () => readonly string[];
}

export const RUNS_SQL = 'SELECT * FROM runs WHERE experiment_id = ? ORDER BY condition_idx, replicate';
export const UNSEALED_SQL = `SELECT id FROM runs WHERE record_hash IS NULL AND status IN ('finished', 'diverged', 'stopped')`;
export const CHECKPOINT_SQL = 'SELECT "update", state FROM checkpoints WHERE run_id = ? ORDER BY "update" DESC LIMIT 1';

export function runsOf(database: Connection): Runs {
  const findAll = database.prepare<[string], RunRow>(RUNS_SQL);
  const find = database.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?');
  const findStatus = database.prepare<[string], RunStatus>('SELECT status FROM runs WHERE id = ?').pluck();
  const update = database.prepare<[RunRow]>(`
    UPDATE runs SET status = @status, update_count = @update_count, seconds = @seconds, weight_hash = @weight_hash,
      engine = @engine, device = @device, started_at = @started_at, ended_at = @ended_at
    WHERE id = @id`);
  const updateRecordHash = database.prepare<[{ id: string; recordHash: string | null }]>(
    'UPDATE runs SET record_hash = @recordHash WHERE id = @id AND record_hash IS NOT @recordHash',
  );
  const findCheckpoint = database.prepare<[string], { update: number; state: Uint8Array }>(CHECKPOINT_SQL);
  const insertCheckpoint = database.prepare<[string, number, Buffer]>('INSERT INTO checkpoints (run_id, "update", state) VALUES (?, ?, ?)');
  const deleteCheckpoints = database.prepare<[string]>('DELETE FROM checkpoints WHERE run_id = ?');

  const findUnsealed = database.prepare<[], string>(UNSEALED_SQL).pluck();

  const get = (id: string): StoredRun | null => {
    const row = find.get(id);
    return row === undefined ? null : runOf(row);
  };
  const mustGet = (id: string): StoredRun => {
    const run = get(id);
    if (run === null) throw new LabError({ kind: 'notFound', what: 'run', id });
    return run;
  };

  const statusOf = (id: string): RunStatus => {
    const status = findStatus.get(id);
    if (status === undefined) throw new LabError({ kind: 'notFound', what: 'run', id });
    return status;
  };

  return {
    all: (experimentId) => findAll.all(experimentId).map(runOf),
    get,
    mustGet,
    statusOf,
    change({ runId, ...changes }) {
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]: readonly [string, unknown]) => value !== undefined));
      update.run(runRow({ ...mustGet(runId), ...given }));
    },
    setRecordHash: (id, recordHash) => void updateRecordHash.run({ id, recordHash }),
    checkpoint(runId) {
      const row = findCheckpoint.get(runId);
      return row === undefined ? null : { runId, update: row.update, state: new Uint8Array(row.state) };
    },
    dropCheckpoints: (runId) => void deleteCheckpoints.run(runId),
    unsealed: () => findUnsealed.all(),
    saveCheckpoint({ runId, update: at, state }) {
      statusOf(runId);
      // Only the last one is kept; the table has room for more.
      deleteCheckpoints.run(runId);
      insertCheckpoint.run(runId, at, Buffer.from(state.buffer, state.byteOffset, state.byteLength));
    },
  };
}
