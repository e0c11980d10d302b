/** What training ought to cost on an ordinary core, by what a network computes. Measurements on a computer correct it: see `cost-model`. */
import type { OptimizerKind } from '#core/experiment/optimizers';
import type { ModelShape } from '#core/experiment/plan';
import { networkFigures } from '#engine/model/network-figures';
import { stackLimit } from '#engine/stack-limit';

/** Seconds an update of a small network costs before any arithmetic: operators, each dispatched once for the whole stack. */
const SECONDS_PER_OPERATOR = 0.44e-6;
/** Measured of 2-50-3 at batch 1, relative to plain SGD, which has 25: 28 us with SGD, 36 RMSprop, 47 Adam, 50 LARS, 82 LAMB. */
const OPERATORS: Readonly<Record<OptimizerKind, number>> = { sgd: 25, lars: 45, rmsprop: 32, adam: 42, adamW: 42, lamb: 75 };
const OPERATORS_OF_EVALUATION = 25;
const SECONDS_PER_RUN = 1.2e-6;
/** Matrix products of one thread. */
const SECONDS_PER_OPERATION = 1 / 75e9;
/** One pass over parameters; passes of activations over the batch, in training and in evaluation. */
const SECONDS_PER_PARAMETER = 0.25e-9;
const SECONDS_PER_ACTIVATION = 1.5e-9;
/** Of a row its loss and that of the gradient, whatever the network, and its copy: 10-3 at batch 1,024 takes 0.25 us a row, 784-10 1.7. */
const SECONDS_PER_ROW = 0.2e-6;
const SECONDS_PER_INPUT = 1e-9;
const SECONDS_PER_EVALUATED = 2.6e-9;
/** Passes over the parameters in an update: gradient and its norm, then what the optimizer keeps. */
const PASSES: Readonly<Record<OptimizerKind, number>> = { sgd: 4, lars: 7, rmsprop: 8, adam: 10, adamW: 10, lamb: 13 };
/** In an evaluation weights are copied, turned over and measured: 0.8 ms of 784-64-10, 2.1 ms of 784-256-10, beside what rows take. */
const SECONDS_PER_WEIGHT = 12e-9;
/** An interruption of the updates, a native call that ends and another that begins: 0.3 ms of 2-50-3, 0.8 of 16 of these, 0.6 of 784-64-10. */
const SECONDS_PER_STOP = 0.25e-3;
const SECONDS_PER_STOPPED_RUN = 30e-6;
const SECONDS_PER_STOPPED_WEIGHT = 6e-9;
/** Of a stack: a message each way and graphs that are ready already; and for each run the numbers that its weights begin with. */
const SECONDS_PER_STACK = 5e-3;
const SECONDS_PER_DRAWN = 0.15e-6;

/** Seconds of one update of `runs` runs, as many in one native call as are worth it. */
export function predictedSeconds(model: ModelShape, batchSize: number, runs: number, optimizer: OptimizerKind = 'sgd'): number {
  const native = Math.ceil(runs / stackLimit(model, batchSize));
  const { parameters, ...of } = networkFigures(model);
  const units = of.numbersPerRow - model.inputs;
  // Forward and both gradients, of which the first layer needs only that of its weights.
  const operations = 6 * of.multiplicationsPerRow - 2 * of.firstMultiplications;
  const arithmetic = operations * batchSize * SECONDS_PER_OPERATION;
  const rows = batchSize * (SECONDS_PER_ROW + model.inputs * SECONDS_PER_INPUT + units * SECONDS_PER_ACTIVATION);
  const passes = PASSES[optimizer] * parameters * SECONDS_PER_PARAMETER;
  return native * OPERATORS[optimizer] * SECONDS_PER_OPERATOR + runs * (SECONDS_PER_RUN + arithmetic + rows + passes);
}

/** Seconds of one evaluation of `runs` stacked runs on so many rows. */
export function predictedEvaluationSeconds(model: ModelShape, rows: number, runs: number): number {
  const of = networkFigures(model);
  const units = of.numbersPerRow - model.inputs;
  const arithmetic = 2 * of.multiplicationsPerRow * SECONDS_PER_OPERATION + units * SECONDS_PER_EVALUATED;
  return OPERATORS_OF_EVALUATION * SECONDS_PER_OPERATOR + runs * (rows * arithmetic + of.parameters * SECONDS_PER_WEIGHT);
}

/** Seconds that updates take longer for being interrupted once. */
export function predictedStopSeconds(model: ModelShape, runs: number): number {
  return SECONDS_PER_STOP + runs * (SECONDS_PER_STOPPED_RUN + networkFigures(model).parameters * SECONDS_PER_STOPPED_WEIGHT);
}

/** Seconds of a stack before its first update and after its last. */
export function predictedStackSeconds(model: ModelShape, runs: number): number {
  return SECONDS_PER_STACK + runs * networkFigures(model).parameters * SECONDS_PER_DRAWN;
}
