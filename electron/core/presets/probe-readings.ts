/** Reads single numbers from what probes found about a run. */
import type { ProbeResult, RunOptimum } from '#core/probes/results';
import { steadyDistance } from '#core/probes/steady-distance';

export const PROBE_QUANTITIES = [
  /** Norm of the gradient over all rows. */
  'fullGradientNorm',
  /** tr(S) / |G|^2, exactly. */
  'noiseScale',
  /** R squared of the line through the mean squared norms of summed gradients. */
  'sumFitRSquared',
  /** Largest relative difference between a mean squared norm and theory, over batches of 8 and more. */
  'theoryDeviation',
  /** |sum of gradients| / sum of |gradients| over the largest batches. */
  'agreement',
  'eigenvalue',
  /** Keskar's sharpness in the largest box. */
  'boxSharpness',
  /** Root of the mean squared distance over the second half of the kept moments. */
  'distanceToOptimum',
  /** Objective less its least value, at the last moment. */
  'excessLoss',
] as const;
export type ProbeQuantity = (typeof PROBE_QUANTITIES)[number];

/** NaN where no probe of this run, at this epoch, tells the quantity. `epoch` null is the last moment that was probed. */
export function probeReading(probes: readonly ProbeResult[], runId: string, quantity: ProbeQuantity, epoch: number | null): number {
  const told = probes.flatMap((result) => {
    if (result.kind === 'optimum') {
      const own = result.runs.find((run) => run.runId === runId);
      return own === undefined ? [] : [{ epoch: Infinity, value: optimumReading(own.points, quantity) }];
    }
    return 'runId' in result && result.runId === runId ? [{ epoch: result.epoch, value: momentReading(result, quantity) }] : [];
  });
  const known = told.filter(({ value }) => Number.isFinite(value));
  // Probed moments are whole updates: the nearest to an epoch is at most one update away.
  const wanted = epoch === null ? known : known.filter((one) => Math.abs(one.epoch - epoch) <= 0.05 * epoch);
  return wanted.reduce((latest, one) => (one.epoch >= latest.epoch ? one : latest), { epoch: -Infinity, value: NaN }).value;
}

function optimumReading(points: RunOptimum['points'], quantity: ProbeQuantity): number {
  if (quantity === 'excessLoss') return points.at(-1)?.excess ?? NaN;
  if (quantity !== 'distanceToOptimum') return NaN;
  return steadyDistance(points);
}

function momentReading(result: ProbeResult, quantity: ProbeQuantity): number {
  switch (result.kind) {
    case 'gradient': {
      const [all] = result.parts;
      if (quantity === 'fullGradientNorm') return Math.sqrt(all.fullSquaredNorm ?? NaN);
      if (quantity === 'sumFitRSquared') return all.sumFit?.rSquared ?? NaN;
      if (quantity === 'agreement') return result.agreement?.points.at(-1)?.ratio.mean ?? NaN;
      if (quantity === 'noiseScale') return all.noiseScale ?? NaN;
      if (quantity !== 'theoryDeviation') return NaN;
      const sizes = all.points.filter(({ batchSize }) => batchSize >= 8);
      return Math.max(...sizes.map(({ squaredNorm, theory }) => Math.abs(squaredNorm.mean / (theory ?? NaN) - 1)));
    }
    case 'noiseScale':
      return quantity === 'noiseScale' ? (result.exact.at(0)?.noiseScale ?? NaN) : NaN;
    case 'sharpness':
      return quantity === 'eigenvalue' ? result.eigenvalue : quantity === 'boxSharpness' ? (result.boxes.at(0)?.sharpness ?? NaN) : NaN;
    default:
      return NaN;
  }
}
