/** A rough cost of one update before anything was measured: a fixed overhead plus arithmetic. Good for shares, not for seconds. */
import { parameterCount } from '#core/experiment/layer-shapes';
import type { ModelShape } from '#core/experiment/plan';

/** Seconds on an ordinary core: 15 us a stacked update, 0.5 us a run, 6 floating-point operations a weight and sample at 50 GFLOP/s. */
export function relativeCost(model: ModelShape, batchSize: number, runs: number): number {
  return 15e-6 + runs * (0.5e-6 + (6 * parameterCount(model) * batchSize) / 50e9);
}
