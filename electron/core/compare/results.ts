/** The table of a comparison: one row a group with its values by seed, their interval, and what became of the runs. */
import { curveNumber } from '#core/compare/curve-number';
import type { ComparedRun, RunOutcome } from '#core/compare/experiments';
import { finishedRuns, type Study } from '#core/compare/study';
import type { Group } from '#core/compare/groups';
import type { Measure } from '#core/compare/measure';
import type { Place } from '#core/compare/place';
import type { CurveSummary } from '#core/compare/curve-number';
import { summarize, type Interval } from '#core/stats/summary';

/** One number a seed: `keys[i]` is the pair key of `values[i]`. */
export interface SeedValues {
  readonly keys: readonly string[];
  readonly values: readonly number[];
}

export interface ResultRow {
  readonly group: Group;
  readonly seeds: SeedValues;
  /** Student t interval of the mean over seeds. */
  readonly interval: Interval;
  readonly range: { readonly min: number; readonly max: number };
  /** Runs by what became of them. */
  readonly outcomes: Readonly<Partial<Record<RunOutcome, number>>>;
  /** Seeds that are left out: a run diverged, is not finished, or was not measured near the place. */
  readonly leftOut: number;
  /** False where runs have finished but none was evaluated near the place. */
  readonly isMeasured: boolean;
}

/** Rows in the order of the groups, at the place of the study. */
export function resultRows(study: Study): readonly ResultRow[] {
  const { choices, groups, place } = study;
  return groups.map((group): ResultRow => {
    const seeds = seedNumbers(group, study);
    const outcomes: Partial<Record<RunOutcome, number>> = {};
    for (const { runs } of group.seeds) for (const { status } of runs) outcomes[status] = (outcomes[status] ?? 0) + 1;
    return {
      group,
      seeds,
      interval: summarize(seeds.values, choices.level),
      range: { min: Math.min(...seeds.values), max: Math.max(...seeds.values) },
      outcomes,
      leftOut: group.seeds.length - seeds.values.length,
      isMeasured: place === null || finishedRuns(group).length === 0 || seeds.values.length > 0,
    };
  });
}

/** The study's number of every seed of a group. */
export function seedNumbers(group: Group, { choices, place }: Study): SeedValues {
  if (place === null) return { keys: [], values: [] };
  return bySeed(group, runNumber(choices.measure, choices.summary, place));
}

/** How one finished run becomes a number at a place. */
export function runNumber(measure: Measure, summary: CurveSummary, place: Place): (run: ComparedRun) => number {
  return (run) => curveNumber(run.columns, measure, summary, place);
}

/**
 * One number a seed: the mean over the settings that the group holds. A seed counts only if all of its runs finished and have a finite
 * number, so that no setting weighs more in one seed than in another.
 */
export function bySeed(group: Group, read: (run: ComparedRun) => number): SeedValues {
  const keys: string[] = [];
  const values: number[] = [];
  const settings = Math.max(0, ...group.seeds.map(({ runs }) => runs.length));
  for (const { pairKey, runs } of group.seeds) {
    const numbers = runs.map((run) => (run.status === 'finished' ? read(run) : NaN));
    if (numbers.length < settings || !numbers.every(Number.isFinite)) continue;
    keys.push(pairKey);
    values.push(numbers.reduce((sum, value) => sum + value, 0) / numbers.length);
  }
  return { keys, values };
}
