/** The evaluations of one run in arrays that grow while it trains. */
import type { RunStatus, RunSummary } from '#contract/runs';
import {
  EVALUATION_COLUMNS,
  evaluationValues,
  type Evaluation,
  type EvaluationColumn,
  type EvaluationColumns,
} from '#core/series/evaluation';

export class GrowingTrace {
  readonly id: string;
  readonly condition: number;
  readonly replicate: number;
  readonly columns: Readonly<Record<EvaluationColumn, number[]>>;
  status: RunStatus;
  update: number;

  constructor(run: RunSummary) {
    this.id = run.id;
    this.condition = run.condition;
    this.replicate = run.replicate;
    this.status = run.status;
    this.update = run.update;
    const entries = EVALUATION_COLUMNS.map((name) => [name, [] as number[]] as const);
    // The entries are made from EVALUATION_COLUMNS, so every column is there.
    this.columns = Object.fromEntries(entries) as Record<EvaluationColumn, number[]>;
  }

  /** The same curve with what the lab says of its run now. */
  now({ status, update }: RunSummary): this {
    this.status = status;
    this.update = update;
    return this;
  }

  /** Replaces everything with what the lab has stored. */
  load(stored: EvaluationColumns): void {
    for (const name of EVALUATION_COLUMNS) {
      this.columns[name].length = 0;
      for (const value of stored[name]) this.columns[name].push(value);
    }
  }

  /** Adds what is new: an announcement may repeat what was loaded, and a resumed run what it had reached before. */
  append(evaluations: readonly Evaluation[]): void {
    for (const evaluation of evaluations) {
      const last = this.columns.update.at(-1) ?? -1;
      if (evaluation.update <= last) continue;
      for (const [index, value] of evaluationValues(evaluation).entries()) this.columns[EVALUATION_COLUMNS[index]].push(value);
    }
  }
}
