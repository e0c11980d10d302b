/** How far two trainings of the same runs are apart. */
import { maxRelativeDifference } from '#engine/speed';
import type { Story } from '#test/engine/support/jobs';

/**
 * Largest relative difference of any loss and gradient norm of any update, and of any loss, weight norm and distance of any
 * evaluation, and of its noise. Accuracies count rows and may jump by one on a tie, so they are compared to within two rows in a hundred.
 */
export function worstDifference(some: ReadonlyMap<string, Story>, others: ReadonlyMap<string, Story>): number {
  if (some.size === 0 || some.size !== others.size) return Infinity;
  return [...some].reduce((worst, [runId, one]) => {
    const other = others.get(runId);
    if (other === undefined || one.outcome?.status !== other.outcome?.status) return Infinity;
    return Math.max(worst, maxRelativeDifference(numbersOf(one), numbersOf(other)), rough(scoresOf(one), scoresOf(other)));
  }, 0);
}

function numbersOf({ metrics, evaluations }: Story): readonly number[] {
  const measured = ['loss', 'gradientNorm'].flatMap((name) => [...metrics[name]]);
  const whole = evaluations.flatMap((at) => [at.update, at.samples, at.train.loss, at.weightNorm, at.weightDistance]);
  const noise = evaluations.flatMap((at) => (at.noise === undefined ? [] : [at.noise.trace, at.noise.trace + at.noise.squaredNorm]));
  return [...measured, ...whole, ...noise];
}

function scoresOf({ evaluations }: Story): readonly number[] {
  return evaluations.map((at) => at.train.score);
}

function rough(some: readonly number[], others: readonly number[]): number {
  return some.every((score, index) => Math.abs(score - others[index]) <= 0.02) ? 0 : Infinity;
}
