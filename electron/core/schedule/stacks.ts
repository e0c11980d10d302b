/** Groups runs into stacks that one engine process trains together, and orders them so that all places finish about together. */
import type { Condition } from '#core/experiment/plan';

/** A run that still has updates to make. */
export interface PendingRun {
  readonly runId: string;
  readonly condition: Condition;
  readonly replicate: number;
  /** Update of the checkpoint it goes on from; 0 for a fresh run. */
  readonly fromUpdate: number;
}

export interface Stack {
  readonly runs: readonly PendingRun[];
  /** Estimated seconds. */
  readonly cost: number;
}

export interface StackingRules {
  readonly places: number;
  /** Largest stack worth having for a condition. */
  limit(condition: Condition): number;
  /** Seconds (or any unit that is the same for all) of a stack that goes on from an update. */
  cost(condition: Condition, runs: number, fromUpdate: number): number;
}

/** Conditions stay as they are: each is written down once. */
const stackKeys = new WeakMap<Condition, string>();

/** Two runs may share a stack if they train on the same data and differ in replicate, schedule and numbers of the optimizer only. */
function stackKey(condition: Condition): string {
  const known = stackKeys.get(condition);
  if (known !== undefined) return known;
  const { data, model, labelSmoothing, optimizer, batchSize, laterBatches, remainder, sampling, length, evaluateAt } = condition;
  const { kind, nesterov, decoupled } = optimizer;
  const batches = [batchSize, laterBatches, remainder, sampling];
  const key = JSON.stringify([data, model, labelSmoothing, kind, nesterov, decoupled, batches, length, evaluateAt.length]);
  stackKeys.set(condition, key);
  return key;
}

/** Stacks, most expensive first. A group that outweighs one place's fair share of the work is split over several. */
export function stackRuns(runs: readonly PendingRun[], rules: StackingRules): readonly Stack[] {
  const keyOf = ({ condition, fromUpdate }: PendingRun): string => `${stackKey(condition)} ${String(fromUpdate)}`;
  const groups = [...Map.groupBy(runs, keyOf).values()].map((members) => {
    const limit = Math.max(1, rules.limit(members[0].condition));
    return { members, limit, cost: cost(members, Math.min(limit, members.length), rules) };
  });
  const fairShare = groups.reduce((sum, group) => sum + group.cost, 0) / rules.places;
  const stacks = groups.flatMap(({ members, limit, cost: groupCost }) => {
    const share = fairShare > 0 ? Math.ceil(groupCost / fairShare - 1e-6) : 1;
    const parts = Math.max(Math.ceil(members.length / limit), Math.min(members.length, share, rules.places));
    return evenParts(members, parts).map((part) => ({ runs: part, cost: cost(part, part.length, rules) }));
  });
  return stacks.sort((a, b) => b.cost - a.cost);
}

/**
 * Seconds until the last of these pieces of work is done, each taken in its turn by the place that is free first; `busy` says how long
 * places still are with what they do now.
 */
export function wallSeconds(costs: readonly number[], places: number, busy: readonly number[] = []): number {
  const busyUntil = Array.from({ length: Math.max(1, places, busy.length) }, (_, place) => busy[place] ?? 0);
  for (const cost of costs) {
    const next = busyUntil.indexOf(Math.min(...busyUntil));
    busyUntil[next] += cost;
  }
  return Math.max(...busyUntil);
}

/** Cost of runs of one group, trained `size` at a time. */
function cost(runs: readonly PendingRun[], size: number, rules: StackingRules): number {
  const { condition, fromUpdate } = runs[0];
  return Math.ceil(runs.length / size) * rules.cost(condition, size, fromUpdate);
}

function evenParts<Item>(items: readonly Item[], parts: number): readonly (readonly Item[])[] {
  return Array.from({ length: parts }, (_, part) =>
    items.slice(Math.floor((part * items.length) / parts), Math.floor(((part + 1) * items.length) / parts)),
  );
}
