/** Evaluations: one row each, in plain columns that anyone can query. A value that is not a number is NULL. */
import { EVALUATION_COLUMNS, evaluationValues } from '#core/series/evaluation';
import type { Evaluation, EvaluationColumn, EvaluationColumns, SplitScore } from '#core/series/evaluation';
import { EVALUATION_SQL } from '#store/rows';
import type { Connection } from '#store/sqlite';

export interface Evaluations {
  /** Replaces the evaluation of the same update. */
  readonly save: (runId: string, evaluation: Evaluation) => void;
  /** Those in the rows [from, to). */
  readonly saveRows: (runId: string, columns: EvaluationColumns, from: number, to: number) => void;
  /** Forgets what came after an update that is trained again. */
  readonly forgetAfter: (runId: string, update: number) => void;
  readonly columns: (runId: string) => EvaluationColumns;
  /** The last evaluation of every run of an experiment that has one. */
  readonly final: (experimentId: string) => ReadonlyMap<string, Evaluation>;
}

const COLUMNS = EVALUATION_COLUMNS.map((column) => EVALUATION_SQL[column]);
export const EVALUATIONS_SQL = `SELECT ${COLUMNS.join(', ')} FROM evaluations WHERE run_id = ? ORDER BY "update"`;
export const FINAL_EVALUATIONS_SQL = `
  SELECT runs.id AS run_id, ${COLUMNS.map((column) => `evaluations.${column}`).join(', ')}
  FROM runs JOIN evaluations
    ON run_id = runs.id AND "update" = (SELECT max("update") FROM evaluations AS own WHERE own.run_id = runs.id)
  WHERE runs.experiment_id = ?
  ORDER BY runs.condition_idx, runs.replicate`;

export function evaluationsOf(database: Connection): Evaluations {
  const upsert = database.prepare<[string, ...number[]]>(
    `INSERT OR REPLACE INTO evaluations (run_id, ${COLUMNS.join(', ')}) VALUES (?, ${COLUMNS.map(() => '?').join(', ')})`,
  );
  const deleteAfter = database.prepare<[string, number]>('DELETE FROM evaluations WHERE run_id = ? AND "update" > ?');
  const findAll = database.prepare<[string], (number | null)[]>(EVALUATIONS_SQL).raw();
  const findFinal = database.prepare<[string], [string, ...(number | null)[]]>(FINAL_EVALUATIONS_SQL).raw();

  return {
    // The library stores NaN as NULL.
    save: (runId, evaluation) => void upsert.run(runId, ...evaluationValues(evaluation)),
    saveRows(runId, columns, from, to) {
      for (let row = from; row < to; row++) upsert.run(runId, ...EVALUATION_COLUMNS.map((name) => columns[name][row]));
    },
    forgetAfter: (runId, update) => void deleteAfter.run(runId, update),
    columns(runId) {
      const rows = findAll.all(runId);
      const entries = EVALUATION_COLUMNS.map((name, index) => [name, Float64Array.from(rows, (row) => row[index] ?? Number.NaN)] as const);
      // The entries are made from EVALUATION_COLUMNS, so every column is there.
      return Object.fromEntries(entries) as EvaluationColumns;
    },
    final: (experimentId) => new Map(findFinal.all(experimentId).map(([runId, ...row]) => [runId, evaluationOf(row)])),
  };
}

/** The evaluation in a row of COLUMNS. A split of which nothing is known was not evaluated. */
function evaluationOf(row: readonly (number | null)[]): Evaluation {
  const value = (column: EvaluationColumn): number => row[EVALUATION_COLUMNS.indexOf(column)] ?? Number.NaN;
  const split = (loss: EvaluationColumn, score: EvaluationColumn): SplitScore | null => {
    const both: SplitScore = { loss: value(loss), score: value(score) };
    return Number.isNaN(both.loss) && Number.isNaN(both.score) ? null : both;
  };
  const recent = { loss: value('recentLoss'), accuracy: value('recentAccuracy'), gradientNorm: value('recentGradientNorm') };
  const noise = {
    pairs: value('noisePairs'),
    trace: value('noiseTrace'),
    squaredNorm: value('noiseSquaredNorm'),
    traceVariance: value('noiseTraceVariance'),
    squaredNormVariance: value('noiseSquaredNormVariance'),
    covariance: value('noiseCovariance'),
  };
  return {
    update: value('update'),
    samples: value('samples'),
    epoch: value('epoch'),
    seconds: value('seconds'),
    train: { loss: value('trainLoss'), score: value('trainScore') },
    validation: split('validationLoss', 'validationScore'),
    test: split('testLoss', 'testScore'),
    recent: Object.values(recent).every(Number.isNaN) ? null : recent,
    weightDistance: value('weightDistance'),
    weightNorm: value('weightNorm'),
    ...(Number.isNaN(noise.pairs) ? {} : { noise }),
  };
}
