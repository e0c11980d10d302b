/** The runs of an experiment with what each came to, a page at a time: nobody waits while a long list is read. */
import type { ExperimentSpec } from '#core/experiment/spec';
import type { ListedCondition, ListedRun } from '#lab/ports/store';
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

interface ConditionTexts {
  readonly factors: string;
  readonly batch_size: string;
  readonly learning_rate: string;
}

export interface RunList {
  /** In the order of conditions and replicates, behind the one of `after`. */
  readonly runs: (
    experimentId: string,
    after: { readonly condition: number; readonly replicate: number } | null,
    most: number,
  ) => readonly ListedRun[];
  /** In their order, from the index `from` on. */
  readonly conditions: (experimentId: string, from: number, most: number) => readonly ListedCondition[];
}

const SPLIT_SQL = `SELECT json_extract(spec_json, '$.data.split') FROM experiments WHERE id = ?`;
export const RUN_PAGE_SQL = `
  SELECT runs.*, test_loss, test_score, validation_loss, validation_score, train_loss, train_score
  FROM runs LEFT JOIN evaluations
    ON run_id = runs.id AND "update" = (SELECT max("update") FROM evaluations AS last WHERE last.run_id = runs.id)
  WHERE runs.experiment_id = ? AND (runs.condition_idx, runs.replicate) > (?, ?)
  ORDER BY runs.condition_idx, runs.replicate LIMIT ?`;
/** Numbers as their text: SQLite may read a last digit otherwise than JavaScript, which wrote them. */
export const CONDITION_PAGE_SQL = `
  SELECT factors_json AS factors, condition_json -> '$.batchSize' AS batch_size,
    condition_json -> '$.optimizer.learningRate' AS learning_rate
  FROM conditions WHERE experiment_id = ? AND idx >= ? ORDER BY idx LIMIT ?`;

export function runListOf(database: Connection): RunList {
  const findSplit = database.prepare<[string], string>(SPLIT_SQL).pluck();
  const findRuns = database.prepare<[string, number, number, number], RunRow & Finals>(RUN_PAGE_SQL);
  const findConditions = database.prepare<[string, number, number], ConditionTexts>(CONDITION_PAGE_SQL);
  return {
    runs(experimentId, after, most) {
      const split = findSplit.get(experimentId);
      if (split === undefined) return [];
      // Written with the experiment, from a spec.
      const score = scoredSplit(JSON.parse(split) as ExperimentSpec['data']['split']);
      const loss = LOSS_OF[score];
      const { condition, replicate } = after ?? { condition: -1, replicate: 0 };
      return findRuns.all(experimentId, condition, replicate, most).map((row) => {
        return { ...runOf(row), finalLoss: row[loss] ?? Number.NaN, finalScore: row[score] ?? Number.NaN };
      });
    },
    conditions: (experimentId, from, most) =>
      findConditions.all(experimentId, from, most).map((row): ListedCondition => ({
        // All three were written from a Condition.
        factors: JSON.parse(row.factors) as ListedCondition['factors'],
        batchSize: JSON.parse(row.batch_size) as number,
        learningRate: JSON.parse(row.learning_rate) as number,
      })),
  };
}

const LOSS_OF = { test_score: 'test_loss', validation_score: 'validation_loss', train_score: 'train_loss' } as const;
