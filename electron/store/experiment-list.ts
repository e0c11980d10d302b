/** The list of all experiments with what their runs came to, in four queries however long the history is. */
import type { RunStatus } from '#contract/runs';
import type { ExperimentListEntry } from '#lab/ports/store';
import { experimentOf } from '#store/rows';
import type { ExperimentRow } from '#store/rows';
import type { Connection } from '#store/sqlite';

interface RunTotals {
  readonly experiment_id: string;
  readonly status: RunStatus;
  readonly runs: number;
  readonly seconds: number;
}
interface FinalScores {
  readonly experiment_id: string;
  readonly condition_idx: number;
  readonly test_score: number | null;
  readonly validation_score: number | null;
  readonly train_score: number | null;
}

/** The four queries, over all experiments or over those whose ids `@ids` holds, as a JSON list. */
export function listSql(which: 'all' | 'some') {
  const own = (column: string): string => (which === 'some' ? `WHERE ${column} IN (SELECT value FROM json_each(@ids))` : '');
  // What a run had come to when it diverged is no result: its condition tells how many did.
  const hasResult = `status IN ('finished', 'stopped')`;
  return {
    experiments: `SELECT * FROM experiments ${own('id')} ORDER BY created_at DESC, id DESC`,
    conditionCounts: `SELECT experiment_id, count(*) AS conditions FROM conditions ${own('experiment_id')} GROUP BY experiment_id`,
    runTotals: `
      SELECT experiment_id, status, count(*) AS runs, sum(seconds) AS seconds
      FROM runs ${own('experiment_id')} GROUP BY experiment_id, status`,
    finalScores: `
      SELECT runs.experiment_id, runs.condition_idx, test_score, validation_score, train_score
      FROM (SELECT * FROM runs ${own('experiment_id')}) AS runs JOIN evaluations
        ON run_id = runs.id AND "update" = (SELECT max("update") FROM evaluations AS own WHERE own.run_id = runs.id)
      WHERE runs.${hasResult}
      ORDER BY runs.experiment_id, runs.condition_idx, runs.replicate`,
  } as const;
}

export const EXPERIMENT_IDS_SQL = 'SELECT id, is_deleted FROM experiments ORDER BY created_at DESC, id DESC';

export interface ExperimentList {
  /** Newest first. */
  readonly ids: () => readonly { readonly id: string; readonly isDeleted: boolean }[];
  /** Newest first. */
  readonly all: () => readonly ExperimentListEntry[];
  /** Newest first; ids that are not known are left out. */
  readonly some: (ids: readonly string[]) => readonly ExperimentListEntry[];
}

export function experimentListOf(database: Connection): ExperimentList {
  const every = queryOf(database, 'all');
  const several = queryOf(database, 'some');
  const ids = database.prepare<[], { id: string; is_deleted: number }>(EXPERIMENT_IDS_SQL);
  return {
    ids: () => ids.all().map((row) => ({ id: row.id, isDeleted: row.is_deleted !== 0 })),
    all: () => every(),
    some: (chosen) => several({ ids: JSON.stringify(chosen) }),
  };
}

/** Takes ids where it asks for some. */
function queryOf(database: Connection, which: 'all' | 'some'): (...given: { readonly ids: string }[]) => readonly ExperimentListEntry[] {
  const sql = listSql(which);
  const experiments = database.prepare<{ readonly ids: string }[], ExperimentRow>(sql.experiments);
  const conditionCounts = database.prepare<{ readonly ids: string }[], { experiment_id: string; conditions: number }>(sql.conditionCounts);
  const runTotals = database.prepare<{ readonly ids: string }[], RunTotals>(sql.runTotals);
  const finalScores = database.prepare<{ readonly ids: string }[], FinalScores>(sql.finalScores);

  return (...given) => {
    const conditions = new Map(conditionCounts.all(...given).map((row) => [row.experiment_id, row.conditions]));
    const totals = Map.groupBy(runTotals.all(...given), (row) => row.experiment_id);
    const scores = Map.groupBy(finalScores.all(...given), (row) => row.experiment_id);
    return experiments.all(...given).map((row) => {
      const experiment = experimentOf(row);
      const ownTotals = totals.get(row.id) ?? [];
      const split = scoredSplit(experiment.spec.data.split);
      return {
        ...experiment,
        conditionCount: conditions.get(row.id) ?? 0,
        runCounts: runCounts(ownTotals),
        // R squared of very large values may be infinite, and is no score then.
        finalScores: (scores.get(row.id) ?? []).flatMap((final) => {
          const score = final[split];
          return score === null || !Number.isFinite(score) ? [] : [{ condition: final.condition_idx, score }];
        }),
        seconds: ownTotals.reduce((sum, part) => sum + part.seconds, 0),
      };
    });
  };
}

/** The split that speaks for a run: test, else validation, else train. Never another one because a score is missing. */
export function scoredSplit(split: {
  readonly validation: number;
  readonly test: number;
}): 'test_score' | 'validation_score' | 'train_score' {
  if (split.test > 0) return 'test_score';
  return split.validation > 0 ? 'validation_score' : 'train_score';
}

function runCounts(totals: readonly RunTotals[]): Record<RunStatus, number> {
  const counts: Record<RunStatus, number> = {
    waiting: 0,
    training: 0,
    finished: 0,
    diverged: 0,
    stopped: 0,
    interrupted: 0,
    failed: 0,
  };
  for (const { status, runs } of totals) counts[status] = runs;
  return counts;
}
