/** What an update costs and how many runs are worth stacking: a rule from measured figures, corrected by what is seen here. */
import type { ModelShape } from '#core/experiment/plan';
import { parameterCount } from '#core/experiment/layer-shapes';
import { multiplicationsPerRow, numbersPerRow } from '#engine/model/working-set';

/** Numbers that one run of a stack touches in an update: parameters and their steps, and the activations of a batch. */
function workingSet(model: ModelShape, batchSize: number): number {
  return 3 * parameterCount(model) + 2 * batchSize * numbersPerRow(model);
}

/**
 * Floats that a stack may touch before stacking stops paying. Measured on a core with half a megabyte of second-level cache,
 * microseconds an update and run at 1 / 4 / 16 / 32 stacked runs: 2-50-3 at batch 1: 12.9 / 5.0 / 2.1 / 1.7, at batch 32:
 * 22 / 11 / 6.7 / 6.8, at batch 500: 87 / 79 / 82 / 115. 64-128-10 at batch 1: 37 / 18 / 20 (8 runs). 784-256-10 at batch 32:
 * 606 / 764.
 */
const CACHED_NUMBERS = 256 * 1024;
const MOST_RUNS = 32;

/** Largest number of runs worth training in one native call. */
export function stackLimit(model: ModelShape, batchSize: number): number {
  return Math.max(1, Math.min(MOST_RUNS, Math.floor(CACHED_NUMBERS / workingSet(model, batchSize))));
}

/** Seconds an update costs before any arithmetic: about 25 operators, each dispatched once for the whole stack. */
const SECONDS_PER_UPDATE = 11e-6;
const SECONDS_PER_RUN = 1.2e-6;
/** Matrix products of one thread. */
const SECONDS_PER_OPERATION = 1 / 75e9;
/** Passes of the optimizer over the parameters, and of activations and losses over the batch. */
const SECONDS_PER_PARAMETER = 1e-9;
const SECONDS_PER_ACTIVATION = 3e-9;

/** Seconds of one update of `runs` stacked runs, as the figures above predict. */
export function predictedSeconds(model: ModelShape, batchSize: number, runs: number): number {
  const native = Math.ceil(runs / stackLimit(model, batchSize));
  const parameters = parameterCount(model);
  const units = numbersPerRow(model) - model.inputs;
  const arithmetic = 6 * multiplicationsPerRow(model) * batchSize * SECONDS_PER_OPERATION;
  const passes = parameters * SECONDS_PER_PARAMETER + batchSize * units * SECONDS_PER_ACTIVATION;
  return native * SECONDS_PER_UPDATE + runs * (SECONDS_PER_RUN + arithmetic + passes);
}

/** Predictions corrected by the ratio of measured to predicted time: of the same model and batch size where it was seen, else of all. */
export class CostModel {
  private readonly ratios = new Map<string, number>();
  private overall: number | null = null;

  measured(model: ModelShape, batchSize: number, runs: number, secondsPerUpdate: number): void {
    const ratio = secondsPerUpdate / predictedSeconds(model, batchSize, runs);
    if (!Number.isFinite(ratio) || ratio <= 0) return;
    const blend = (old: number | null | undefined): number => (old === null || old === undefined ? ratio : 0.7 * old + 0.3 * ratio);
    const key = keyOf(model, batchSize);
    this.ratios.set(key, blend(this.ratios.get(key)));
    this.overall = blend(this.overall);
  }

  /** null before anything was measured. */
  secondsPerUpdate(model: ModelShape, batchSize: number, runs: number): number | null {
    const ratio = this.ratios.get(keyOf(model, batchSize)) ?? this.overall;
    return ratio === null ? null : ratio * predictedSeconds(model, batchSize, runs);
  }
}

function keyOf(model: ModelShape, batchSize: number): string {
  return `${JSON.stringify([model.inputs, model.image, model.layers, model.outputs])} ${String(batchSize)}`;
}
