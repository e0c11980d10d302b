/** What an update costs and how many runs are worth stacking: a rule from measured figures, corrected by what is seen here. */
import type { OptimizerKind } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import { parameterCount } from '#core/experiment/layer-shapes';
import { firstMultiplications, isConvolutional, multiplicationsPerRow, numbersPerRow } from '#engine/model/working-set';

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
/** One pass over parameters; passes of activations and losses over the batch, in training and in evaluation. */
const SECONDS_PER_PARAMETER = 0.25e-9;
const SECONDS_PER_ACTIVATION = 3e-9;
const SECONDS_PER_EVALUATED = 2.6e-9;
/** Passes over the parameters in an update: gradient and its norm, then what the optimizer keeps. */
const PASSES: Readonly<Record<OptimizerKind, number>> = { sgd: 4, lars: 7, rmsprop: 8, adam: 10, adamW: 10, lamb: 13 };

/** Seconds of one update of `runs` stacked runs, as the figures above predict. */
export function predictedSeconds(model: ModelShape, batchSize: number, runs: number, optimizer: OptimizerKind = 'sgd'): number {
  const native = Math.ceil(runs / stackLimit(model, batchSize));
  const units = numbersPerRow(model) - model.inputs;
  // Forward and both gradients, of which the first layer needs only that of its weights.
  const operations = 6 * multiplicationsPerRow(model) - 2 * firstMultiplications(model);
  const arithmetic = operations * batchSize * SECONDS_PER_OPERATION;
  const passes = PASSES[optimizer] * parameterCount(model) * SECONDS_PER_PARAMETER + batchSize * units * SECONDS_PER_ACTIVATION;
  return native * SECONDS_PER_UPDATE + runs * (SECONDS_PER_RUN + arithmetic + passes);
}

/** Seconds of one evaluation of `runs` stacked runs on so many rows. */
export function predictedEvaluationSeconds(model: ModelShape, rows: number, runs: number): number {
  const units = numbersPerRow(model) - model.inputs;
  return SECONDS_PER_UPDATE + runs * rows * (2 * multiplicationsPerRow(model) * SECONDS_PER_OPERATION + units * SECONDS_PER_EVALUATED);
}

/** Networks of one kind are slower or faster than predicted by about the same factor. */
export const MODEL_FAMILIES = ['small', 'large', 'convolutional'] as const;
export type ModelFamily = (typeof MODEL_FAMILIES)[number];

export function familyOf(model: ModelShape): ModelFamily {
  if (isConvolutional(model)) return 'convolutional';
  return parameterCount(model) >= LARGE_PARAMETERS ? 'large' : 'small';
}

const LARGE_PARAMETERS = 32 * 1024;

/** Predictions corrected by the ratio of measured to predicted time: of the same work where it was seen, else of its family, else of all. */
export class CostModel {
  private readonly ratios = new Map<string, number>();
  private readonly families = new Map<ModelFamily, number>();
  private overall: number | null = null;

  measured(model: ModelShape, batchSize: number, runs: number, secondsPerUpdate: number, optimizer: OptimizerKind = 'sgd'): void {
    const ratio = secondsPerUpdate / predictedSeconds(model, batchSize, runs, optimizer);
    if (!Number.isFinite(ratio) || ratio <= 0) return;
    const blend = (old: number | null | undefined): number => (old === null || old === undefined ? ratio : 0.7 * old + 0.3 * ratio);
    const key = keyOf(model, batchSize, optimizer);
    const family = familyOf(model);
    this.ratios.set(key, blend(this.ratios.get(key)));
    this.families.set(family, blend(this.families.get(family)));
    this.overall = blend(this.overall);
  }

  /** What was measured of every family that was seen: what a later model may begin with. */
  get calibration(): Partial<Record<ModelFamily, number>> {
    return Object.fromEntries(this.families);
  }

  /** Begins with what an earlier model had measured here, where nothing is known yet. */
  begin(calibration: Partial<Record<ModelFamily, number>>): void {
    for (const family of MODEL_FAMILIES) {
      const ratio = calibration[family];
      if (ratio === undefined) continue;
      if (!this.families.has(family)) this.families.set(family, ratio);
      this.overall ??= ratio;
    }
  }

  /** null before anything was measured. */
  secondsPerUpdate(model: ModelShape, batchSize: number, runs: number, optimizer: OptimizerKind = 'sgd'): number | null {
    const ratio = this.ratios.get(keyOf(model, batchSize, optimizer)) ?? this.ratioOf(model);
    return ratio === null ? null : ratio * predictedSeconds(model, batchSize, runs, optimizer);
  }

  /** null before anything was measured. */
  secondsPerEvaluation(model: ModelShape, rows: number, runs: number): number | null {
    const ratio = this.ratioOf(model);
    return ratio === null ? null : ratio * predictedEvaluationSeconds(model, rows, runs);
  }

  private ratioOf(model: ModelShape): number | null {
    return this.families.get(familyOf(model)) ?? this.overall;
  }
}

function keyOf(model: ModelShape, batchSize: number, optimizer: OptimizerKind): string {
  return `${JSON.stringify([model.inputs, model.image, model.layers, model.outputs])} ${String(batchSize)} ${optimizer}`;
}
