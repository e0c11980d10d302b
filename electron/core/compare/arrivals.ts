/** The way of groups to a target: medians over runs of which some never arrived, and what is known of each seed's arrival. */
import type { ComparedRun } from '#core/compare/experiments';
import type { Group } from '#core/compare/groups';
import type { Ladder } from '#core/compare/ladders';
import type { Choices } from '#core/compare/study';
import { arrivalBounds } from '#core/series/arrival';
import { PROGRESS_AXES, type ProgressAxis } from '#core/series/axis';
import { median } from '#core/stats/quantile';
import { fitSteps, type StepsAtSize, type StepsFit } from '#core/stats/steps-fit';
import { arrivalMedian, type ArrivalMedian } from '#core/stats/survival';
import type { Bounds } from '#core/stats/trend';

export type ArrivalChoices = Pick<Choices, 'target' | 'arrivalRule' | 'level'>;
export type GroupArrivals = Readonly<Record<ProgressAxis, ArrivalMedian>>;

/** Runs that have come to an end; a diverged one never arrives, one that was stopped was only watched until then. */
const hasEnded = ({ status, columns }: ComparedRun): boolean =>
  ['finished', 'diverged', 'stopped'].includes(status) && columns.update.length > 0;

/** Medians on all axes; null without a target. */
export function groupArrivals(group: Group, { target, arrivalRule, level }: ArrivalChoices): GroupArrivals | null {
  if (target === null) return null;
  const runs = endedRuns(group);
  const along = (axis: ProgressAxis): ArrivalMedian =>
    arrivalMedian(
      runs.map((run) => {
        const { low, high } = runBounds(run, axis, target, arrivalRule);
        return Number.isFinite(high) ? { time: high, isArrival: true } : { time: low, isArrival: false };
      }),
      level,
    );
  const [epochs, updates, samples, seconds] = PROGRESS_AXES.map(along);
  return { epochs, updates, samples, seconds };
}

export const endedRuns = (group: Group): readonly ComparedRun[] => group.seeds.flatMap(({ runs }) => runs.filter(hasEnded));

function runBounds(run: ComparedRun, axis: ProgressAxis, target: NonNullable<Choices['target']>, rule: Choices['arrivalRule']): Bounds {
  const bounds = arrivalBounds(run.columns, axis, target, rule);
  return run.status === 'diverged' && bounds.high === Infinity ? { low: Infinity, high: Infinity } : bounds;
}

/**
 * What is known of every seed's arrival: `bounds[seed][level]` for the seeds that have ended in every group of one run a seed; empty without
 * a target.
 */
export function arrivalBlocks(
  groups: readonly Group[],
  axis: ProgressAxis,
  { target, arrivalRule }: ArrivalChoices,
): readonly (readonly Bounds[])[] {
  if (target === null || groups.length === 0) return [];
  const columns = groups.map(
    (group) =>
      new Map(
        group.seeds.flatMap(({ pairKey, runs }) =>
          runs.length === 1 && hasEnded(runs[0]) ? [[pairKey, runBounds(runs[0], axis, target, arrivalRule)] as const] : [],
        ),
      ),
  );
  return [...columns[0].keys()].flatMap((key) => {
    const block = columns.flatMap((column) => column.get(key) ?? []);
    return block.length === groups.length ? [block] : [];
  });
}

/**
 * Updates to the target against batch size with the fitted law. An arrival stands in the middle between its two evaluations: their distance,
 * often an epoch, would else add to the steps of small batches. null without a target or with too few sizes that arrive.
 */
export function ladderFit(ladder: Ladder, choices: ArrivalChoices): StepsFit | null {
  return fitSteps(ladderSteps(ladder, choices), choices.level);
}

/** The medians over seeds that the law is fitted to, in the order of the ladder; Infinity where the median seed never arrives. */
export function ladderMedians(ladder: Ladder, choices: ArrivalChoices): readonly number[] {
  return ladderSteps(ladder, choices).map(({ steps }) => median(steps));
}

function ladderSteps(ladder: Ladder, choices: ArrivalChoices): readonly StepsAtSize[] {
  const blocks = arrivalBlocks(ladder.groups, 'updates', choices);
  return ladder.groups.map(({ batchSize }, index) => ({ batchSize: batchSize ?? 0, steps: blocks.map((block) => middle(block[index])) }));
}

const middle = ({ low, high }: Bounds): number => (Number.isFinite(low) ? (low + high) / 2 : high);
