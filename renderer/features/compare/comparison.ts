/** What a comparison works out of chosen experiments: where all can be read at equal effort, and a row of results a condition. */
import type { ExperimentDetail, RunCurves, RunSummary } from '#contract/model';
import { curveNumber } from '#core/compare/curve-number';
import { commonEnd as commonBudget, indexAt, type Place } from '#core/compare/place';
import { AXIS_COLUMN, type ProgressAxis } from '#core/series/axis';
import type { Condition } from '#core/experiment/plan';
import type { EvaluationColumns } from '#core/series/evaluation';
import { firstArrival, summarizeArrivals, targetColumn, type Arrivals, type Target } from '#core/series/steps-to-target';
import { summarize, type Interval } from '#core/stats/summary';
import { comparisonColours } from '#renderer/charts/condition-colour.ts';
import type { ConditionTraces } from '#renderer/charts/condition-curves.ts';
import type { Quantity } from '#renderer/charts/score.ts';

export interface LoadedExperiment {
  readonly detail: ExperimentDetail;
  readonly curves: readonly RunCurves[];
}

export interface ComparedRun {
  readonly summary: RunSummary;
  readonly replicate: number;
  readonly columns: EvaluationColumns;
}

/** One condition of one experiment with its look and its runs that have been evaluated. */
export interface ComparedCondition extends ConditionTraces {
  readonly experimentId: string;
  readonly condition: Condition;
  readonly runs: readonly ComparedRun[];
}

export function comparedConditions(experiments: readonly LoadedExperiment[]): readonly ComparedCondition[] {
  if (experiments.length === 0) return [];
  const looks = comparisonColours(experiments.map(({ detail }) => ({ name: detail.summary.name, conditions: detail.conditions })));
  return experiments.flatMap(({ detail, curves }, index) => {
    const columnsOf = new Map(curves.map((curve) => [curve.runId, curve.evaluations]));
    return detail.conditions.map((condition): ComparedCondition => ({
      ...looks[index][condition.index],
      key: `${detail.summary.id}/${condition.index}`,
      experimentId: detail.summary.id,
      condition,
      runs: detail.runs.flatMap((summary): ComparedRun[] => {
        const columns = columnsOf.get(summary.id);
        if (summary.condition !== condition.index || columns === undefined || columns.update.length === 0) return [];
        return [{ summary, replicate: summary.replicate, columns }];
      }),
    }));
  });
}

/** The place where all finished runs of these conditions can be read; null without one. */
export function commonEnd(conditions: readonly ComparedCondition[], axis: ProgressAxis): number | null {
  return commonBudget(
    conditions.flatMap(({ runs }) => finished(runs).map(({ columns }) => columns)),
    axis,
  );
}

/** Runs that went to the end of their budget. Others are drawn, but enter no summary. */
const finished = (runs: readonly ComparedRun[]): readonly ComparedRun[] => runs.filter(({ summary }) => summary.status === 'finished');
const hasEnded = ({ summary }: ComparedRun): boolean => ['finished', 'diverged', 'stopped'].includes(summary.status);

export interface ComparisonRow {
  readonly condition: ComparedCondition;
  /** One value a finished run, scaled as shown. */
  readonly values: readonly number[];
  readonly score: Interval;
  readonly best: Interval;
  /** Training minus judged score, in points; NaN where results are judged on the training set itself. */
  readonly gap: Interval;
  /** Way to the target on each axis, over all runs that ended; null without a target. */
  readonly arrivals: Readonly<Record<ProgressAxis, Arrivals>> | null;
  /** How many runs are left out, and why: "2 diverged". */
  readonly leftOut: string | null;
  /** False where no evaluation was made near the place that is read. */
  readonly isMeasured: boolean;
}

export function comparisonRows(
  conditions: readonly ComparedCondition[],
  quantity: Quantity,
  target: Target | null,
  at: Place,
): readonly ComparisonRow[] {
  return conditions.map((condition) => {
    const runs = finished(condition.runs);
    const places = runs.flatMap((run) => {
      const index = indexAt(run.columns, at);
      return index === null ? [] : [{ run, index }];
    });
    const scaled = (values: readonly number[]): readonly number[] =>
      values.filter((value) => Number.isFinite(value)).map((value) => value * quantity.scale);
    const values = scaled(places.map(({ run, index }) => run.columns[quantity.column][index]));
    const best = scaled(
      runs.map((run) => curveNumber(run.columns, { column: quantity.column, isHigherBetter: true }, { kind: 'best' }, at)),
    );
    const gaps = places.map(({ run, index }) => run.columns.trainScore[index] - run.columns[quantity.column][index]);
    return {
      condition,
      values,
      score: summarize(values),
      best: summarize(best),
      gap: summarize(quantity.column === 'trainScore' ? [] : scaled(gaps)),
      arrivals: target === null ? null : arrivalsOf(condition.runs.filter(hasEnded), target),
      leftOut: leftOut(condition.runs),
      isMeasured: runs.length === 0 || places.length > 0,
    };
  });
}

function arrivalsOf(runs: readonly ComparedRun[], target: Target): Readonly<Record<ProgressAxis, Arrivals>> {
  const along = (axis: ProgressAxis): Arrivals => summarizeArrivals(runs.map((run) => arrivalOf(run, target, axis)));
  return { updates: along('updates'), epochs: along('epochs'), samples: along('samples'), seconds: along('seconds') };
}

/** Where on the axis a run first reaches the target; null if it does not. */
export function arrivalOf({ columns }: ComparedRun, target: Target, axis: ProgressAxis): number | null {
  const index = firstArrival(target, columns[targetColumn(target.metric)]);
  return index === null ? null : columns[AXIS_COLUMN[axis]][index];
}

function leftOut(runs: readonly ComparedRun[]): string | null {
  const others = runs.filter(({ summary }) => summary.status !== 'finished').map(({ summary }) => summary.status);
  if (others.length === 0) return null;
  return [...new Set(others)].map((status) => `${others.filter((other) => other === status).length} ${status}`).join(', ');
}
