/** What an update costs and how many runs are worth stacking: figures measured once, corrected by what was measured on this computer. */
import type { OptimizerKind } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import { parameterCount } from '#core/experiment/layer-shapes';
import type { TrainingCosts } from '#lab/ports/engines';
import { firstMultiplications, isConvolutional, multiplicationsPerRow, numbersPerRow } from '#engine/model/working-set';

/** Numbers that one run of a stack touches in an update: parameters and their steps, and the activations of a batch. */
export function workingSet(model: ModelShape, batchSize: number): number {
  return 3 * parameterCount(model) + 2 * batchSize * numbersPerRow(model);
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

/** Seconds an update of a small network costs before any arithmetic: operators, each dispatched once for the whole stack. */
const SECONDS_PER_OPERATOR = 0.44e-6;
/** Measured of 2-50-3 at batch 1, relative to plain SGD, which has 25: 28 us with SGD, 36 RMSprop, 47 Adam, 50 LARS, 82 LAMB. */
const OPERATORS: Readonly<Record<OptimizerKind, number>> = { sgd: 25, lars: 45, rmsprop: 32, adam: 42, adamW: 42, lamb: 75 };
const OPERATORS_OF_EVALUATION = 25;
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
  return native * OPERATORS[optimizer] * SECONDS_PER_OPERATOR + runs * (SECONDS_PER_RUN + arithmetic + passes);
}

/** Seconds of one evaluation of `runs` stacked runs on so many rows. */
export function predictedEvaluationSeconds(model: ModelShape, rows: number, runs: number): number {
  const units = numbersPerRow(model) - model.inputs;
  const arithmetic = 2 * multiplicationsPerRow(model) * SECONDS_PER_OPERATION + units * SECONDS_PER_EVALUATED;
  return OPERATORS_OF_EVALUATION * SECONDS_PER_OPERATOR + runs * rows * arithmetic;
}

/** What was measured: seconds of one update of a stack. */
export interface MeasuredWork {
  readonly model: ModelShape;
  readonly batchSize: number;
  readonly runs: number;
  readonly secondsPerUpdate: number;
}

/** What is known of an engine on this computer. */
export interface Measurements {
  readonly works: readonly MeasuredWork[];
  /** Floats that a stack may touch before stacking stops paying. */
  readonly cachedNumbers: number;
}

const NOTHING: Measurements = { works: [], cachedNumbers: CACHED_NUMBERS };

type Costs = Omit<TrainingCosts, 'places'>;

/**
 * Costs by a calibration alone: the prediction for a piece of work times measured / predicted of the measured works, each the heavier the
 * nearer it lies (Shepard 1968: inverse distance, here to the fourth power, in octaves of batch size, runs and multiplications a row).
 * The same measurements always give the same costs.
 */
export function calibratedCosts({ works, cachedNumbers }: Measurements, mostRuns: number): Costs {
  const points = works.map(({ model, batchSize, runs, secondsPerUpdate }) => ({
    isConvolutional: isConvolutional(model),
    place: placeOf(model, batchSize, runs),
    logRatio: Math.log(secondsPerUpdate / predictedSeconds(model, batchSize, runs)),
  }));

  function ratio(model: ModelShape, batchSize: number, runs: number): number | null {
    if (points.length === 0) return null;
    const ofKind = points.filter((point) => point.isConvolutional === isConvolutional(model));
    const place = placeOf(model, batchSize, runs);
    let [sum, weights] = [0, 0];
    for (const point of ofKind.length > 0 ? ofKind : points) {
      const squared = point.place.reduce((all, value, axis) => all + (value - place[axis]) ** 2, 0);
      const weight = 1 / (squared * squared + 1e-9);
      sum += weight * point.logRatio;
      weights += weight;
    }
    return Math.exp(sum / weights);
  }

  return {
    stackLimit: (model, batchSize) => Math.min(mostRuns, stackLimit(model, batchSize, cachedNumbers)),
    secondsPerUpdate(model, batchSize, runs, optimizer) {
      const measured = ratio(model, batchSize, runs);
      return measured === null ? null : measured * predictedSeconds(model, batchSize, runs, optimizer);
    },
    secondsPerEvaluation(model, rows, runs) {
      const measured = ratio(model, rows, runs);
      return measured === null ? null : measured * predictedEvaluationSeconds(model, rows, runs);
    },
  };
}

function placeOf(model: ModelShape, batchSize: number, runs: number): readonly [number, number, number] {
  return [Math.log2(batchSize), Math.log2(runs), Math.log2(1 + multiplicationsPerRow(model))];
}

/** Calibrated costs corrected by what training itself costs: by the ratio of the same work where it was seen, else of work of its kind. */
export class CostModel implements Costs {
  private readonly ratios = new Map<string, number>();
  private readonly kinds = new Map<boolean, number>();
  private readonly mostRuns: number;
  private base: Costs;

  /** `mostRuns`: the most that the engine stacks; 1 for one that trains runs one after the other. */
  constructor(mostRuns = MOST_RUNS) {
    this.mostRuns = mostRuns;
    this.base = calibratedCosts(NOTHING, mostRuns);
  }

  /** Costs without corrections. */
  get calibrated(): Costs {
    return this.base;
  }

  /** Goes by new measurements; what was seen in training before was relative to others. */
  begin(measurements: Measurements): void {
    this.base = calibratedCosts(measurements, this.mostRuns);
    this.ratios.clear();
    this.kinds.clear();
  }

  stackLimit(model: ModelShape, batchSize: number): number {
    return this.base.stackLimit(model, batchSize);
  }

  measured(model: ModelShape, batchSize: number, runs: number, secondsPerUpdate: number, optimizer: OptimizerKind = 'sgd'): void {
    const ratio = secondsPerUpdate / this.expected(model, batchSize, runs, optimizer);
    if (!Number.isFinite(ratio) || ratio <= 0) return;
    const blend = (old: number | undefined): number => (old === undefined ? ratio : 0.7 * old + 0.3 * ratio);
    const key = keyOf(model, batchSize, optimizer);
    const kind = isConvolutional(model);
    this.ratios.set(key, blend(this.ratios.get(key)));
    this.kinds.set(kind, blend(this.kinds.get(kind)));
  }

  /** null before anything was measured. */
  secondsPerUpdate(model: ModelShape, batchSize: number, runs: number, optimizer: OptimizerKind = 'sgd'): number | null {
    const ratio = this.ratios.get(keyOf(model, batchSize, optimizer)) ?? this.ratioOf(model);
    if (ratio === null) return this.base.secondsPerUpdate(model, batchSize, runs, optimizer);
    return ratio * this.expected(model, batchSize, runs, optimizer);
  }

  /** null before anything was measured. */
  secondsPerEvaluation(model: ModelShape, rows: number, runs: number): number | null {
    const base = this.base.secondsPerEvaluation(model, rows, runs);
    const ratio = this.ratioOf(model);
    return ratio === null ? base : ratio * (base ?? predictedEvaluationSeconds(model, rows, runs));
  }

  private expected(model: ModelShape, batchSize: number, runs: number, optimizer: OptimizerKind): number {
    return this.base.secondsPerUpdate(model, batchSize, runs, optimizer) ?? predictedSeconds(model, batchSize, runs, optimizer);
  }

  /** Without a calibration, what was seen of any network has to do for all. */
  private ratioOf(model: ModelShape): number | null {
    const own = this.kinds.get(isConvolutional(model));
    if (own !== undefined) return own;
    const isCalibrated = this.base.secondsPerUpdate(model, 1, 1) !== null;
    return isCalibrated ? null : ([...this.kinds.values()].at(0) ?? null);
  }
}

function keyOf(model: ModelShape, batchSize: number, optimizer: OptimizerKind): string {
  return `${JSON.stringify([model.inputs, model.image, model.layers, model.outputs])} ${String(batchSize)} ${optimizer}`;
}
