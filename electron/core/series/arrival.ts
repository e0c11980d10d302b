/** What counts as having arrived at a target, and between which two evaluations it happened. */
import { AXIS_COLUMN, type ProgressAxis } from '#core/series/axis';
import type { EvaluationColumns } from '#core/series/evaluation';
import { smooth } from '#core/series/smoothing';
import { firstArrival } from '#core/series/steps-to-target';
import { isReached, targetColumn, type Target } from '#core/series/target';
import type { Bounds } from '#core/stats/trend';

/** The first evaluation that reaches it; the first of so many in a row; or the first of a curve smoothed with weight 0 <= w < 1. */
export type ArrivalRule =
  | { readonly kind: 'firstTouch' }
  | { readonly kind: 'inARow'; readonly evaluations: number }
  | { readonly kind: 'smoothed'; readonly weight: number };

export const FIRST_TOUCH: ArrivalRule = { kind: 'firstTouch' };

/** Index of the evaluation at which a run has arrived; null if it never does. */
export function arrivalIndex(target: Target, values: ArrayLike<number>, rule: ArrivalRule): number | null {
  switch (rule.kind) {
    case 'firstTouch':
      return firstArrival(target, values);
    case 'inARow': {
      let inARow = 0;
      for (let index = 0; index < values.length; index++) {
        inARow = isReached(target.metric, values[index], target.value) ? inARow + 1 : 0;
        if (inARow === rule.evaluations) return index + 1 - rule.evaluations;
      }
      return null;
    }
    case 'smoothed':
      return firstArrival(target, smooth(Array.from(values), rule.weight));
    default:
      return rule satisfies never;
  }
}

/** The arrival on an axis, as the evaluations know it: after `low`, at `high` at the latest; `high` is infinite for a run that ended before. */
export function arrivalBounds(columns: EvaluationColumns, axis: ProgressAxis, target: Target, rule: ArrivalRule): Bounds {
  const x = columns[AXIS_COLUMN[axis]];
  const index = arrivalIndex(target, columns[targetColumn(target.metric)], rule);
  if (index === null) return { low: x.at(-1) ?? 0, high: Infinity };
  return { low: index === 0 ? -Infinity : x[index - 1], high: x[index] };
}
