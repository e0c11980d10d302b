/** How many runs are worth training in one native call. */
import type { ModelShape } from '#core/experiment/plan';
import { networkFigures } from '#engine/model/network-figures';

/** Numbers that one run of a stack touches in an update: parameters and their steps, and the activations of a batch. */
export function workingSet(model: ModelShape, batchSize: number): number {
  const { parameters, numbersPerRow } = networkFigures(model);
  return 3 * parameters + 2 * batchSize * numbersPerRow;
}

/**
 * Floats that a stack may touch before stacking stops paying, until it is measured on the computer at hand. Measured on a core with half
 * a megabyte of second-level cache, microseconds an update and run at 1 / 4 / 16 / 32 stacked runs: 2-50-3 at batch 1: 12.9 / 5.0 / 2.1 /
 * 1.7, at batch 32: 22 / 11 / 6.7 / 6.8, at batch 500: 87 / 79 / 82 / 115. 64-128-10 at batch 1: 37 / 18 / 20 (8 runs). 784-256-10 at
 * batch 32: 606 / 764.
 */
export const CACHED_NUMBERS = 256 * 1024;
export const MOST_RUNS = 32;

/** Largest number of runs worth training in one native call. */
export function stackLimit(model: ModelShape, batchSize: number, cachedNumbers = CACHED_NUMBERS): number {
  return Math.max(1, Math.min(MOST_RUNS, Math.floor(cachedNumbers / workingSet(model, batchSize))));
}
