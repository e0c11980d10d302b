/** The arithmetic of a budget: how many updates it allows, and when a run is evaluated. */
import type { Budget, ExperimentSpec } from '#core/experiment/spec';
import { updateAtEpoch, updatesForSamples, type Timeline } from '#core/schedule/timeline';

/** Updates that a budget allows. A budget in seconds is a ceiling that no run reaches: a billion updates. */
export function updatesWithin(budget: Budget, timeline: Timeline): number {
  switch (budget.unit) {
    case 'epochs':
      return Math.ceil(updateAtEpoch(timeline, budget.amount) - 1e-9);
    case 'updates':
      return Math.ceil(budget.amount);
    case 'samples':
      return updatesForSamples(timeline, budget.amount);
    case 'seconds':
      return 1_000_000_000;
    default:
      return budget.unit satisfies never;
  }
}

/** From this many evaluations on, a run limited by time is evaluated ever more rarely: each gap 5 % of the way so far. */
const DENSE_EVALUATIONS = 200;

type EvaluateEvery = ExperimentSpec['record']['evaluateEvery'];

/** Updates after which a run is evaluated: 0, every interval, and the end. */
export function evaluationUpdates(budget: Budget, updates: number, every: EvaluateEvery, timeline: Timeline): readonly number[] {
  const points = [0];
  for (let step = 1; ; step++) {
    const previous = points[points.length - 1];
    const isThinned = budget.unit === 'seconds' && step > DENSE_EVALUATIONS;
    const next = isThinned ? Math.ceil(previous * 1.05) : Math.max(previous + 1, Math.round(pointAt(step * every.amount, every, timeline)));
    if (next >= updates) break;
    points.push(next);
  }
  return [...points, updates];
}

/** How many evaluations `evaluationUpdates` would give, without making them (an upper bound). */
export function evaluationCount(budget: Budget, updates: number, every: EvaluateEvery, timeline: Timeline): number {
  if (budget.unit === 'seconds') return DENSE_EVALUATIONS + 400;
  // Every phase has its own number of updates in an interval; rounding adds one a phase.
  return timeline.phases.reduce((sum, phase, index) => {
    const end = Math.min(updates, timeline.phases.at(index + 1)?.fromUpdate ?? updates);
    const interval = every.unit === 'epochs' ? every.amount * phase.updatesPerEpoch : every.amount;
    return sum + Math.ceil(Math.max(0, end - phase.fromUpdate) / Math.max(1, interval));
  }, 1);
}

function pointAt(amount: number, { unit }: EvaluateEvery, timeline: Timeline): number {
  return unit === 'epochs' ? updateAtEpoch(timeline, amount) : amount;
}
