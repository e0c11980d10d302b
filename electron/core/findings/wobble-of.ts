/** How much a curve goes up and down late in training. */
import { indexAt, type Place } from '#core/compare/place';
import type { ComparedRun } from '#core/compare/experiments';
import type { Group } from '#core/compare/groups';
import type { Measure } from '#core/compare/measure';
import { bySeed, type SeedValues } from '#core/compare/results';
import type { Study } from '#core/compare/study';
import { fitLine } from '#core/stats/line-fit';
import { logGamma } from '#core/stats/special-functions';

/** The last quarter of the epochs up to the place: the last 50 of 200. */
const LATE = 3 / 4;
const FEWEST_EVALUATIONS = 5;

/**
 * Standard deviation of the late evaluations around their own straight line, so that a curve that still rises does not count as one that
 * wobbles, without its bias in small numbers; NaN with fewer than five evaluations there.
 */
export function wobbleOf(run: ComparedRun, measure: Pick<Measure, 'column'>, place: Place): number {
  const last = indexAt(run.columns, place);
  if (last === null) return NaN;
  const { epoch } = run.columns;
  const first = epoch.findIndex((value) => value > epoch[last] * LATE);
  const x = Array.from(epoch.subarray(first, last + 1));
  const y = Array.from(run.columns[measure.column].subarray(first, last + 1));
  const line = x.length < FEWEST_EVALUATIONS ? null : fitLine(x, y);
  if (line === null) return NaN;
  const square = y.reduce((sum, value, index) => sum + (value - line.intercept.value - line.slope.value * x[index]) ** 2, 0);
  const degrees = x.length - 2;
  return Math.sqrt(square / degrees) / meanOfSd(degrees);
}

/**
 * Mean of a standard deviation with so many degrees of freedom when the true one is 1 (normal values): with few evaluations it comes out too
 * small, and batch sizes that are evaluated less often would look steadier.
 */
function meanOfSd(degrees: number): number {
  return Math.sqrt(2 / degrees) * Math.exp(logGamma((degrees + 1) / 2) - logGamma(degrees / 2));
}

/** The wobble of every seed of a group at the study's place. */
export function wobbles(group: Group, { choices, place }: Study): SeedValues {
  return place === null ? { keys: [], values: [] } : bySeed(group, (run) => wobbleOf(run, choices.measure, place));
}
