/** Reads the measures of a scorecard from runs. */
import type { Condition } from '#core/experiment/plan';
import { probeReading } from '#core/presets/probe-readings';
import type { Measure, ReadingPoint, Where } from '#core/presets/checks';
import type { ProbeResult } from '#core/probes/results';
import { AXIS_COLUMN } from '#core/series/axis';
import type { EvaluationColumns } from '#core/series/evaluation';
import { valueAt } from '#core/series/value-at';

/** A run that ended, with what it wrote down. */
export interface ScoredRun {
  readonly runId: string;
  readonly condition: Condition;
  readonly replicate: number;
  readonly hasDiverged: boolean;
  readonly evaluations: EvaluationColumns;
  /** What probes found about it. */
  readonly probes: readonly ProbeResult[];
}

const COLUMNS = {
  'train.accuracy': 'trainScore',
  'validation.accuracy': 'validationScore',
  'test.accuracy': 'testScore',
  'train.loss': 'trainLoss',
  'test.loss': 'testLoss',
  weightDistance: 'weightDistance',
} as const;

export function matches(condition: Condition, where: Where): boolean {
  return Object.entries(where).every(
    ([path, value]) => condition.factors[path] === value || (path === 'batch.size' && value === condition.batchSize),
  );
}

/** The value of a measure at the end of a run, or at a point of an axis; NaN where it has none. */
export function reading(run: ScoredRun, measure: Measure, at: { readonly axis: 'epochs' | 'updates'; readonly x: number } | 'end'): number {
  const { evaluations } = run;
  const value = (column: ArrayLike<number>): number =>
    at === 'end' ? (column[column.length - 1] ?? NaN) : valueAt(evaluations[AXIS_COLUMN[at.axis]], column, at.x);
  switch (measure) {
    case 'gap':
      return value(evaluations.trainScore) - value(evaluations.testScore);
    case 'wobble':
      return wobble(evaluations.testScore);
    case 'distanceToOptimum':
      return probeReading(run.probes, run.runId, measure, null);
    case 'samplesPerSecond':
      return value(evaluations.samples) / value(evaluations.seconds);
    default:
      return value(evaluations[COLUMNS[measure]]);
  }
}

/** Sample standard deviation over the last quarter. */
function wobble(values: Float64Array): number {
  const last = values.subarray(Math.floor(values.length * 0.75));
  if (last.length < 2) return NaN;
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length;
  return Math.sqrt(last.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (last.length - 1));
}

/** The last point of the axis that all these runs have reached. */
export function commonPoint(
  runs: readonly ScoredRun[],
  at: ReadingPoint,
): { readonly axis: 'epochs' | 'updates'; readonly x: number } | 'end' {
  if (at === 'end' || runs.length === 0) return 'end';
  const axis = at === 'equalEpochs' ? 'epochs' : 'updates';
  return { axis, x: Math.min(...runs.map((run) => run.evaluations[AXIS_COLUMN[axis]].at(-1) ?? 0)) };
}

/** Values of two conditions in pairs of the same replicate. */
export function pairs(
  a: readonly ScoredRun[],
  b: readonly ScoredRun[],
  read: (run: ScoredRun) => number,
): readonly { readonly a: number; readonly b: number }[] {
  const other = new Map(b.map((run) => [run.replicate, run]));
  return a.flatMap((run) => {
    const partner = other.get(run.replicate);
    return partner === undefined ? [] : [{ a: read(run), b: read(partner) }];
  });
}
