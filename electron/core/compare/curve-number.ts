/** How a curve becomes one number: last, best, at the budget, the mean of the last few, or at an update. */
import { indexAt, type Place } from '#core/compare/place';
import type { EvaluationColumn, EvaluationColumns } from '#core/series/evaluation';
import { valueAt } from '#core/series/value-at';

/**
 * `atBudget` reads at the place of the lens, `last` where the run ended; `best` is the best up to the place, `meanOfLast` the mean of so
 * many evaluations up to it; `atUpdate` interpolates between evaluations.
 */
export type CurveSummary =
  | { readonly kind: 'atBudget' }
  | { readonly kind: 'last' }
  | { readonly kind: 'best' }
  | { readonly kind: 'meanOfLast'; readonly evaluations: number }
  | { readonly kind: 'atUpdate'; readonly update: number };

/** The number of one curve; NaN where it was not measured there. */
export function curveNumber(
  columns: EvaluationColumns,
  { column, isHigherBetter }: { readonly column: EvaluationColumn; readonly isHigherBetter: boolean },
  summary: CurveSummary,
  at: Place,
): number {
  const values = columns[column];
  if (summary.kind === 'last') return values.at(-1) ?? NaN;
  if (summary.kind === 'atUpdate') return valueAt(columns.update, values, summary.update);
  const index = indexAt(columns, at);
  if (index === null) return NaN;
  if (summary.kind === 'atBudget') return values[index];
  if (summary.kind === 'best') return bestOf(values.subarray(0, index + 1), isHigherBetter);
  const from = index + 1 - summary.evaluations;
  if (from < 0) return NaN;
  return values.subarray(from, index + 1).reduce((sum, value) => sum + value, 0) / summary.evaluations;
}

/** Best finite value; NaN without one. */
function bestOf(values: Float64Array, isHigherBetter: boolean): number {
  return values.reduce((best, value) => {
    if (!Number.isFinite(value)) return best;
    return Number.isNaN(best) || (isHigherBetter ? value > best : value < best) ? value : best;
  }, NaN);
}
