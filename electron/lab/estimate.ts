/** How long a plan will take on this computer, from what was measured of an engine. */
import { probedConditions, secondsOfProbes } from '#core/experiment/kept-weights';
import type { Condition, Plan } from '#core/experiment/plan';
import type { ProbeRequest } from '#core/probes/questions';
import { largestBatch } from '#core/schedule/batch-of';
import { type PendingRun, stackRuns, wallSeconds } from '#core/schedule/stacks';
import type { Steps } from '#core/steps';
import { stackingRules, stackSeconds } from '#lab/pace';
import type { TrainingCosts } from '#lab/ports/engines';

type Planned = Pick<Plan, 'conditions' | 'replicates'>;

export interface PlanSeconds {
  /** Wall time that all replicates of each condition add, in the plan's order; null before anything was measured. */
  readonly conditions: readonly (number | null)[];
  readonly total: number | null;
  /** The same plan with a single seed. */
  readonly oneSeed: number | null;
}

export interface WholeSeconds extends PlanSeconds {
  /** What the probes of the design take after the training, on one core: part of the total. */
  readonly probes: number;
}

/** With what comes before the training and after it: engine processes that start, and the probes of the design. A condition a step. */
export function* wholeSeconds(plan: Planned, probes: readonly ProbeRequest[], costs: TrainingCosts | null): Steps<WholeSeconds> {
  const training = yield* planSeconds(plan, costs);
  const start = costs?.secondsToStart() ?? 0;
  const conditions = probes.length === 0 ? [] : yield* probedConditions(plan.conditions);
  const probesOf = (runs: number): Steps<number> =>
    secondsOfProbes(
      probes,
      conditions.map((one) => ({ ...one, runs })),
    );
  const ofAll = yield* probesOf(plan.replicates);
  const ofOneSeed = plan.replicates === 1 ? ofAll : yield* probesOf(1);
  const whole = (seconds: number | null, after: number): number | null => (seconds === null ? null : start + seconds + after);
  return { ...training, total: whole(training.total, ofAll), oneSeed: whole(training.oneSeed, ofOneSeed), probes: ofAll };
}

/** The training alone. A condition a step. */
export function* planSeconds({ conditions, replicates }: Planned, costs: TrainingCosts | null): Steps<PlanSeconds> {
  if (costs === null) return { conditions: conditions.map(() => null), total: null, oneSeed: null };
  const all: (number | null)[] = [];
  const oneSeed: (number | null)[] = [];
  for (const condition of conditions) {
    yield;
    all.push(secondsOf(condition, replicates, costs));
    oneSeed.push(secondsOf(condition, 1, costs));
  }
  const shared = sum(all);
  const total = scheduledSeconds({ conditions, replicates }, costs) ?? shared;
  const stretch = total === null || shared === null || shared === 0 ? 1 : total / shared;
  return {
    conditions: all.map((one) => (one === null ? null : one * stretch)),
    total,
    oneSeed: scheduledSeconds({ conditions, replicates: 1 }, costs) ?? sum(oneSeed),
  };
}

function sum(seconds: readonly (number | null)[]): number | null {
  return seconds.every((one) => one !== null) ? seconds.reduce((all, one) => all + one, 0) : null;
}

/** As if all places were busy to the end. */
function secondsOf(condition: Condition, replicates: number, costs: TrainingCosts): number | null {
  if (condition.length.seconds !== null) return (condition.length.seconds * replicates) / costs.places;
  const stack = Math.max(1, Math.min(costs.stackLimit(condition.model, largestBatch(condition)), replicates));
  const seconds = stackSeconds(condition, stack, 0, costs);
  return seconds === null ? null : (seconds * replicates) / stack / costs.places;
}

/** Of more runs than this the last ones, for which not all places are busy, hardly count. */
const MOST_SCHEDULED = 400;

/** By the very stacks that would be trained; null where they are many, limited by time, or not measured. */
function scheduledSeconds({ conditions, replicates }: Planned, costs: TrainingCosts): number | null {
  if (conditions.length * replicates > MOST_SCHEDULED) return null;
  if (conditions.some((one) => one.length.seconds !== null || stackSeconds(one, 1, 0, costs) === null)) return null;
  const runs = conditions.flatMap((condition) =>
    Array.from({ length: replicates }, (_, replicate): PendingRun => ({ runId: '', condition, replicate, fromUpdate: 0 })),
  );
  return wallSeconds(
    stackRuns(runs, stackingRules(costs)).map(({ cost }) => cost),
    costs.places,
  );
}
