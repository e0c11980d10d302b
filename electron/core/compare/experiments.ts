/** What a comparison is made of: experiments with their conditions, their runs and the runs' evaluations. */
import type { DataShape } from '#core/data/table';
import { trainingRowCount } from '#core/data/training-rows';
import type { Condition } from '#core/experiment/plan';
import type { ExperimentSpec } from '#core/experiment/spec';
import { splitCounts } from '#core/schedule/split-counts';
import { evaluationColumns, type EvaluationColumns } from '#core/series/evaluation';

export type RunOutcome = 'waiting' | 'training' | 'finished' | 'diverged' | 'stopped' | 'interrupted' | 'failed';

export interface ComparedRun {
  readonly id: string;
  /** Index of its condition. */
  readonly condition: number;
  /** 0-based; replicate k has the same initial weights and order of samples in every condition of one seed. */
  readonly replicate: number;
  readonly status: RunOutcome;
  readonly columns: EvaluationColumns;
}

export interface ComparedExperiment {
  readonly id: string;
  readonly name: string;
  readonly spec: ExperimentSpec;
  readonly scoreKind: 'accuracy' | 'rSquared';
  readonly dataHash: string;
  /** Rows of each part; `train` after `trainingRows` of the design. */
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly conditions: readonly Condition[];
  readonly runs: readonly ComparedRun[];
}

/** An experiment as the lab tells it; the contract's ExperimentDetail is one. */
export interface ExperimentSource {
  readonly summary: { readonly id: string; readonly name: string; readonly scoreKind: 'accuracy' | 'rSquared' };
  readonly spec: ExperimentSpec;
  readonly dataShape: DataShape;
  readonly provenance: { readonly dataHash: string };
  readonly conditions: readonly Condition[];
  readonly runs: readonly {
    readonly id: string;
    readonly condition: number;
    readonly replicate: number;
    readonly status: RunOutcome;
  }[];
}

const NO_EVALUATIONS = evaluationColumns([]);

/** Joins an experiment with the curves of its runs; a run without a curve has no evaluations yet. */
export function comparedExperiment(
  { summary, spec, dataShape, provenance, conditions, runs }: ExperimentSource,
  curves: readonly { readonly runId: string; readonly evaluations: EvaluationColumns }[],
): ComparedExperiment {
  const columnsOf = new Map(curves.map((curve) => [curve.runId, curve.evaluations]));
  return {
    ...summary,
    spec,
    dataHash: provenance.dataHash,
    rows: { ...splitCounts(dataShape.rows, spec.data.split, dataShape.givenSplit), train: trainingRowCount(spec.data, dataShape) },
    conditions,
    runs: runs.map(({ id, condition, replicate, status }) => ({
      id,
      condition,
      replicate,
      status,
      columns: columnsOf.get(id) ?? NO_EVALUATIONS,
    })),
  };
}
