/** Weights that were kept on purpose, and what probes found of them. */
import { decode, encode } from '#contract/codec';
import type { ProbeRecord, ProbeSummary } from '#contract/probes';
import { type ProbeQuestion, runsIn } from '#core/probes/questions';
import type { ProbeResult } from '#core/probes/results';
import { LabError } from '#core/failure';
import type { RunCheckpoint } from '#lab/ports/engines';
import type { ProbeStore } from '#lab/ports/probe-store';
import type { Connection } from '#store/sqlite';

export interface Probes extends ProbeStore {
  readonly saveSnapshot: (snapshot: RunCheckpoint) => void;
}

interface ProbeRow {
  readonly id: string;
  readonly experiment_id: string;
  readonly question_json: string;
  readonly result: string;
  readonly seconds: number;
  readonly created_at: number;
}

export const SNAPSHOTS_SQL = 'SELECT "update" FROM snapshots WHERE run_id = ? ORDER BY "update"';
const COLUMNS = 'probes.id, runs.experiment_id, question_json, probes.seconds, created_at';
export const PROBES_SQL = `
  SELECT ${COLUMNS} FROM runs JOIN probes ON probes.run_id = runs.id WHERE runs.experiment_id = ? ORDER BY created_at DESC, probes.id`;

export function probesOf(database: Connection): Probes {
  const insertSnapshot = database.prepare<[string, number, Buffer]>(
    'INSERT OR REPLACE INTO snapshots (run_id, "update", state) VALUES (?, ?, ?)',
  );
  const findUpdates = database.prepare<[string], number>(SNAPSHOTS_SQL).pluck();
  const findSnapshot = database
    .prepare<[string, number], Uint8Array>('SELECT state FROM snapshots WHERE run_id = ? AND "update" = ?')
    .pluck();
  const insert = database.prepare<[string, string, string, string, string, number, number]>(`
    INSERT OR REPLACE INTO probes (id, run_id, kind, question_json, result, seconds, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const find = database.prepare<[string], ProbeRow>(
    `SELECT ${COLUMNS}, result FROM probes JOIN runs ON probes.run_id = runs.id WHERE probes.id = ?`,
  );
  const findAll = database.prepare<[string], Omit<ProbeRow, 'result'>>(PROBES_SQL);
  const remove = database.prepare<[string]>('DELETE FROM probes WHERE id = ?');

  return {
    saveSnapshot({ runId, update, state }) {
      insertSnapshot.run(runId, update, Buffer.from(state.buffer, state.byteOffset, state.byteLength));
    },
    snapshotUpdates: (runId) => findUpdates.all(runId),
    snapshot(runId, update) {
      const state = findSnapshot.get(runId, update);
      return state === undefined ? null : { runId, update, state: new Uint8Array(state) };
    },
    saveProbe({ id, runIds, kind, question, result, seconds, createdAt }) {
      insert.run(id, runIds[0], kind, JSON.stringify(question), encode(result), seconds, createdAt);
    },
    probe(id) {
      const row = find.get(id);
      return row === undefined ? null : recordOf(row);
    },
    listProbes: (experimentId) => findAll.all(experimentId).map(summaryOf),
    forgetProbe(id) {
      if (remove.run(id).changes === 0) throw new LabError({ kind: 'notFound', what: 'probe', id });
    },
  };
}

function summaryOf(row: Omit<ProbeRow, 'result'>): ProbeSummary {
  // Written by `saveProbe` from a question.
  const question = JSON.parse(row.question_json) as ProbeQuestion;
  return {
    id: row.id,
    experimentId: row.experiment_id,
    runIds: runsIn(question),
    kind: question.kind,
    question,
    seconds: row.seconds,
    createdAt: row.created_at,
  };
}

function recordOf(row: ProbeRow): ProbeRecord {
  // Written by `saveProbe` from a result.
  return { ...summaryOf(row), result: decode(row.result) as ProbeResult };
}
