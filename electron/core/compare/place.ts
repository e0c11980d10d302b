/** The budget lens: where all runs are read so that they are compared at equal effort. */
import { AXIS_COLUMN, type ProgressAxis } from '#core/series/axis';
import type { EvaluationColumns } from '#core/series/evaluation';

/** `equal` at an x that all reach, `end` where each run ended. */
export type Place = { readonly kind: 'equal'; readonly axis: ProgressAxis; readonly x: number } | { readonly kind: 'end' };

/** The largest x that every one of these runs reaches; null without an evaluation. */
export function commonEnd(runs: Iterable<EvaluationColumns>, axis: ProgressAxis): number | null {
  let end = Infinity;
  for (const columns of runs) end = Math.min(end, columns[AXIS_COLUMN[axis]].at(-1) ?? Infinity);
  return Number.isFinite(end) ? end : null;
}

/** An evaluation stands for x only if it was made at x or not long before: at two thirds of the way at least. */
const NEAR = 2 / 3;

/** Index of the evaluation that stands for the place; null where none was made near it. */
export function indexAt(columns: EvaluationColumns, at: Place): number | null {
  const last = columns.update.length - 1;
  if (at.kind === 'end') return last < 0 ? null : last;
  const x = columns[AXIS_COLUMN[at.axis]];
  // Sums of seconds differ in their last digits.
  const index = x.findLastIndex((value) => value <= at.x * (1 + 1e-9));
  return index < 0 || x[index] < at.x * NEAR ? null : index;
}
