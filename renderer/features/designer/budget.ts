/** A budget in another unit: what the design's runs come to now, so that switching the unit keeps the size of the experiment. */
import type { Plan } from '#core/experiment/plan';
import type { Budget } from '#core/experiment/spec';

const DEFAULT_SECONDS = 10;

/** Taken from the condition in the middle of the plan by updates; a plan in seconds, or none, gives round numbers. */
export function converted(budget: Budget, unit: Budget['unit'], plan: Plan | null): Budget {
  if (unit === budget.unit) return budget;
  if (unit === 'seconds') return { unit, amount: DEFAULT_SECONDS };
  if (plan === null || budget.unit === 'seconds') return { unit, amount: { epochs: 50, updates: 1000, samples: 50_000 }[unit] };
  const byUpdates = [...plan.conditions].sort((a, b) => a.length.updates - b.length.updates);
  const middle = byUpdates[Math.floor((byUpdates.length - 1) / 2)];
  const amounts = { epochs: Math.max(1, Math.round(middle.epochs)), updates: middle.length.updates, samples: middle.samples } as const;
  return { unit, amount: amounts[unit] };
}
