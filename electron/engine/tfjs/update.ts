/** One update of one run: the loss of its batch and its derivatives, found by TensorFlow.js, and the step of its optimizer. */
import * as tf from '@tensorflow/tfjs-core';
import { rateFactor } from '#core/schedule/learning-rate';
import type { StackedRun, TrainingJob } from '#lab/ports/engines';
import { lossOf, saidOf } from '#engine/tfjs/loss';
import { network, type BatchExtras, type NetworkWeights } from '#engine/tfjs/network';
import { norm, step } from '#engine/tfjs/optimizer';

/** What a run has learned, as tensors that live until they are disposed. */
export interface LiveRun extends NetworkWeights {
  /** All tensors of the first slot of the optimizer, then of the next. */
  readonly slots: readonly tf.Tensor[];
}

/** All tensors of a run, to be disposed together. */
export function tensorsOf({ parameters, slots, statistics }: LiveRun): tf.Tensor[] {
  return [...parameters, ...slots, ...statistics];
}

export interface Batch {
  /** [B, inputs] and [B, outputs] */
  readonly rows: tf.Tensor;
  readonly targets: tf.Tensor;
  readonly extras: BatchExtras;
  /** What its mean gradient counts: 1, or the share of a whole batch that it has. */
  readonly share: number;
}

export interface Updated {
  readonly run: LiveRun;
  /** What the network said before the update, see `saidOf`, [B, outputs]. */
  readonly said: Float32Array;
  /** Norm of the gradient of the mean loss over all layers, before it is clipped. */
  readonly gradientNorm: number;
}

/** `update` is 0-based. The tensors of `live` stay; those of the batch too. */
export function updated(job: TrainingJob, run: StackedRun, live: LiveRun, batch: Batch, update: number): Updated {
  const { optimizer: settings, schedule } = run;
  const found: { statistics: readonly tf.Tensor[]; said: Float32Array; gradientNorm: number } = {
    statistics: [],
    said: new Float32Array(0),
    gradientNorm: 0,
  };
  const next = tf.tidy(() => {
    const meanLoss = (...parameters: tf.Tensor[]): tf.Scalar => {
      const { output, statistics } = network(job.model, batch.rows, { parameters, statistics: live.statistics }, batch.extras);
      // The search for derivatives lets go of everything but the loss.
      found.statistics = statistics.map((tensor) => tf.keep(tensor));
      found.said = saidOf(job.model.loss, output);
      return lossOf(job.model.loss, output, batch.targets);
    };
    const { grads } = tf.valueAndGrads(meanLoss)([...live.parameters]);
    found.gradientNorm = Math.hypot(...grads.map(norm));
    const length = batch.share * found.gradientNorm;
    const factor = batch.share * (settings.clipNorm === 'off' ? 1 : Math.min(1, settings.clipNorm / length));
    const rate = settings.learningRate * rateFactor(schedule, update);
    const count = live.parameters.length;
    const steps = live.parameters.map((parameters, index) => {
      const gradient = factor === 1 ? grads[index] : tf.mul<tf.Tensor>(grads[index], factor);
      const slots = live.slots.filter((_, slot) => slot % count === index);
      return step({ parameters, gradient, slots, settings, rate, update: update + 1 });
    });
    const slots = (steps[0]?.slots ?? []).flatMap((_, slot) => steps.map((one) => one.slots[slot]));
    return { parameters: steps.map((one) => one.parameters), slots };
  });
  const { statistics, said, gradientNorm } = found;
  return { run: { ...next, statistics }, said, gradientNorm };
}

/** Squared norm of the gradient of the mean loss of a batch. */
export function squaredGradient(
  { model }: Pick<TrainingJob, 'model'>,
  weights: NetworkWeights,
  { rows, targets, extras }: Pick<Batch, 'rows' | 'targets' | 'extras'>,
): number {
  const { statistics } = weights;
  let squared = 0;
  tf.tidy(() => {
    const meanLoss = (...parameters: tf.Tensor[]): tf.Scalar =>
      lossOf(model.loss, network(model, rows, { parameters, statistics }, extras).output, targets);
    const { grads } = tf.valueAndGrads(meanLoss)([...weights.parameters]);
    squared = grads.reduce((sum, gradient) => sum + norm(gradient) ** 2, 0);
  });
  return squared;
}

/** What the network says of rows without learning from them, [n, outputs]. */
export function looked({ model }: Pick<TrainingJob, 'model'>, rows: tf.Tensor, weights: NetworkWeights): Float32Array {
  // Not handed out of the tidying, which would look for tensors among all the numbers.
  let said: Float32Array = new Float32Array(0);
  tf.tidy(() => {
    said = saidOf(model.loss, network(model, rows, weights, null).output);
  });
  return said;
}
