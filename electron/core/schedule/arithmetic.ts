/** The arithmetic of batch size: updates, samples and epochs of a run, and when it is evaluated. N = training rows, B = batch size. */
import type { Budget, ExperimentSpec } from '#core/experiment/spec';

export interface EpochShape {
  /** ceil(N / B), or floor where the incomplete batch is dropped. */
  readonly updates: number;
  /** Samples seen in one epoch: N, or less where the incomplete batch is dropped. */
  readonly samples: number;
  /** Size of the last batch of an epoch. */
  readonly lastBatch: number;
}

export function epochShape(trainingRows: number, batchSize: number, remainder: 'keep' | 'drop'): EpochShape {
  const rest = trainingRows % batchSize;
  const whole = Math.floor(trainingRows / batchSize);
  if (rest === 0 || remainder === 'drop') return { updates: whole, samples: whole * batchSize, lastBatch: batchSize };
  return { updates: whole + 1, samples: trainingRows, lastBatch: rest };
}

/** Samples seen after so many updates. */
export function samplesAfter(updates: number, batchSize: number, epoch: EpochShape): number {
  return Math.floor(updates / epoch.updates) * epoch.samples + (updates % epoch.updates) * batchSize;
}

/** Updates that a budget allows. A budget in seconds is a ceiling that no run reaches: a billion updates. */
export function updatesWithin(budget: Budget, batchSize: number, epoch: EpochShape): number {
  switch (budget.unit) {
    case 'epochs':
      return Math.ceil(budget.amount * epoch.updates - 1e-9);
    case 'updates':
      return Math.ceil(budget.amount);
    case 'samples': {
      const wholeEpochs = Math.floor(budget.amount / epoch.samples);
      return wholeEpochs * epoch.updates + Math.ceil((budget.amount - wholeEpochs * epoch.samples) / batchSize);
    }
    case 'seconds':
      return 1_000_000_000;
    default:
      return budget.unit satisfies never;
  }
}

/** From this many evaluations on, a run limited by time is evaluated ever more rarely: each gap 5 % of the way so far. */
const DENSE_EVALUATIONS = 200;

/** Updates after which a run is evaluated: 0, every interval, and the end. */
export function evaluationUpdates(
  budget: Budget,
  updates: number,
  every: ExperimentSpec['record']['evaluateEvery'],
  epoch: EpochShape,
): readonly number[] {
  const interval = every.unit === 'epochs' ? every.amount * epoch.updates : every.amount;
  const points = [0];
  for (let step = 1; ; step++) {
    const previous = points[points.length - 1];
    const isThinned = budget.unit === 'seconds' && step > DENSE_EVALUATIONS;
    const next = isThinned ? Math.ceil(previous * 1.05) : Math.max(previous + 1, Math.round(step * interval));
    if (next >= updates) break;
    points.push(next);
  }
  return [...points, updates];
}

/** How many evaluations `evaluationUpdates` would give, without making them (an upper bound). */
export function evaluationCount(
  budget: Budget,
  updates: number,
  every: ExperimentSpec['record']['evaluateEvery'],
  epoch: EpochShape,
): number {
  if (budget.unit === 'seconds') return DENSE_EVALUATIONS + 400;
  const interval = every.unit === 'epochs' ? every.amount * epoch.updates : every.amount;
  return Math.ceil(updates / Math.max(1, interval)) + 1;
}
