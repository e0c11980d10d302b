/** How far from the optimum a run stays once it comes no nearer. */
import type { RunOptimum } from '#core/probes/results';

/** Root of the mean squared distance over the second half of the kept moments; NaN where none was kept. */
export function steadyDistance(points: RunOptimum['points']): number {
  const late = points.slice(Math.floor(points.length / 2));
  return Math.sqrt(late.reduce((sum, { distance }) => sum + distance ** 2, 0) / late.length);
}
