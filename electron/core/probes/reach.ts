/** How far plain gradient descent can have come: no path is longer than the sum of its steps. */
import type { OptimizerSettings } from '#core/experiment/optimizers';
import { rateFactor, type RateSchedule } from '#core/schedule/learning-rate';

/** Why the bound holds, for a caption; null where the optimizer allows no such bound. */
export function reachRule({ kind, momentum, weightDecay }: OptimizerSettings): string | null {
  if (kind !== 'sgd' || weightDecay > 0) return null;
  return momentum > 0 ? 'sum of learning rate x gradient norm / (1 - momentum)' : 'sum of learning rate x gradient norm';
}

/**
 * Adds up rate |g| / (1 - momentum) of the updates from `fromUpdate` on to `sum`. A step of heavy ball is a sum of earlier gradients
 * whose weights add up to at most 1 / (1 - momentum); clipped gradients are as long as the clipping allows.
 */
export function stepsAdded(
  sum: number,
  norms: ArrayLike<number>,
  fromUpdate: number,
  { learningRate, momentum, clipNorm }: OptimizerSettings,
  schedule: RateSchedule,
): number {
  const longest = clipNorm === 'off' ? Infinity : clipNorm;
  let total = sum;
  for (let index = 0; index < norms.length; index++) {
    total += (learningRate * rateFactor(schedule, fromUpdate + index) * Math.min(norms[index], longest)) / (1 - momentum);
  }
  return total;
}
