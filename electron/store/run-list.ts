/** The runs of many experiments with what each came to, in one query. */
import type { ExperimentSpec } from '#core/experiment/spec';
import type { ListedRun } from '#lab/ports/store';
import { runOf } from '#store/rows';
import type { RunRow } from '#store/rows';
import { scoredSplit } from '#store/experiment-list';
import type { Connection } from '#store/sqlite';

interface Finals {
  readonly test_loss: number | null;
  readonly test_score: number | null;
  readonly validation_loss: number | null;
  readonly validation_score: number | null;
  readonly train_loss: number | null;
  readonly train_score: number | null;
}

/** `@ids` is a JSON array. */
export function runListSql(which: 'all' | 'named') {
  const own = which === 'all' ? 'is_deleted = 0' : 'id IN (SELECT value FROM json_each(@ids))';
  return {
    splits: `SELECT id, json_extract(spec_json, '$.data.split') AS split FROM experiments WHERE ${own}`,
    runs: `
      SELECT runs.*, test_loss, test_score, validation_loss, validation_score, train_loss, train_score
      FROM (SELECT id AS own_id FROM experiments WHERE ${own} ORDER BY created_at DESC, id DESC) AS chosen
        CROSS JOIN runs ON runs.experiment_id = own_id
        LEFT JOIN evaluations
          ON run_id = runs.id AND "update" = (SELECT max("update") FROM evaluations AS last WHERE last.run_id = runs.id)
      ORDER BY runs.experiment_id, runs.condition_idx, runs.replicate`,
  } as const;
}

export function runListOf(database: Connection): (experimentIds: readonly string[] | null) => readonly ListedRun[] {
  const queries = (which: 'all' | 'named') => {
    const sql = runListSql(which);
    return {
      splits: database.prepare<{ readonly ids: string }[], { id: string; split: string }>(sql.splits),
      runs: database.prepare<{ readonly ids: string }[], RunRow & Finals>(sql.runs),
    };
  };
  const [all, named] = [queries('all'), queries('named')];
  return (experimentIds) => {
    const { splits, runs } = experimentIds === null ? all : named;
    const given = experimentIds === null ? [] : [{ ids: JSON.stringify(experimentIds) }];
    // Written with the experiment, from a spec.
    const split = (text: string): ExperimentSpec['data']['split'] => JSON.parse(text) as ExperimentSpec['data']['split'];
    const scored = new Map(splits.all(...given).map((row) => [row.id, scoredSplit(split(row.split))]));
    return runs.all(...given).map((row) => {
      const score = scored.get(row.experiment_id) ?? 'train_score';
      const loss = LOSS_OF[score];
      return { ...runOf(row), finalLoss: row[loss] ?? Number.NaN, finalScore: row[score] ?? Number.NaN };
    });
  };
}

const LOSS_OF = { test_score: 'test_loss', validation_score: 'validation_loss', train_score: 'train_loss' } as const;
