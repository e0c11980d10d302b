/** Optimizers as their papers and PyTorch write them: one step of one run, its numbers worked out at each update. */
import * as tf from '@tensorflow/tfjs-core';
import type { OptimizerSettings } from '#core/experiment/optimizers';

/** One tensor of parameters with its gradient and what the optimizer keeps for it. */
export interface StepInputs {
  readonly parameters: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
  readonly settings: OptimizerSettings;
  /** Learning rate of this update. */
  readonly rate: number;
  /** 1 at the first. */
  readonly update: number;
}

export interface Step {
  readonly parameters: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/** How many tensors of the size of its parameters an optimizer keeps; they start at zero. */
export function slotCount({ kind }: Pick<OptimizerSettings, 'kind'>): number {
  return kind === 'sgd' || kind === 'lars' ? 1 : 2;
}

export function step(inputs: StepInputs): Step {
  switch (inputs.settings.kind) {
    case 'sgd':
      return gradientDescent(inputs);
    case 'rmsprop':
      return rmsProp(inputs);
    case 'adam':
    case 'adamW':
      return adam(inputs);
    case 'lars':
      return lars(inputs);
    case 'lamb':
      return lamb(inputs);
    default:
      return inputs.settings.kind satisfies never;
  }
}

/** v = momentum v + g; w -= rate v, or with Nesterov w -= rate (g + momentum v). torch.optim.SGD. */
function gradientDescent(inputs: StepInputs): Step {
  const { settings, slots, rate } = inputs;
  const { gradient, parameters } = decayed(inputs);
  const velocity = tf.add(tf.mul(slots[0], settings.momentum), gradient);
  const direction = settings.nesterov && settings.momentum > 0 ? tf.add(gradient, tf.mul(velocity, settings.momentum)) : velocity;
  return { parameters: minus(parameters, direction, rate), slots: [velocity] };
}

/** v = smoothing v + (1 - smoothing) g^2; b = momentum b + g / (sqrt(v) + epsilon); w -= rate b. torch.optim.RMSprop. */
function rmsProp(inputs: StepInputs): Step {
  const { settings, slots, rate } = inputs;
  const { gradient, parameters } = decayed(inputs);
  const squares = average(slots[0], tf.square(gradient), settings.smoothing);
  const scaled = tf.div(gradient, tf.add(tf.sqrt(squares), settings.epsilon));
  const velocity = tf.add(tf.mul(slots[1], settings.momentum), scaled);
  return { parameters: minus(parameters, velocity, rate), slots: [squares, velocity] };
}

/** Kingma and Ba 2015, algorithm 1; with decoupled decay Loshchilov and Hutter 2019, algorithm 2. */
function adam(inputs: StepInputs): Step {
  const { gradient, parameters } = decayed(inputs);
  const { direction, slots } = correctedMoments(gradient, inputs);
  return { parameters: minus(parameters, direction, inputs.rate), slots };
}

/** You, Gitman and Ginsburg 2017, algorithm 1: v = momentum v + rate ratio (g + decay w); w -= v. */
function lars({ parameters, gradient, slots, settings, rate }: StepInputs): Step {
  const { weightDecay, trustCoefficient, momentum } = settings;
  const [length, slope] = [norm(parameters), norm(gradient)];
  const ratio = length > 0 && slope > 0 ? (trustCoefficient * length) / (slope + weightDecay * length) : 1;
  const direction = tf.add(gradient, tf.mul(parameters, weightDecay));
  const velocity = tf.add(tf.mul(slots[0], momentum), tf.mul(direction, rate * ratio));
  return { parameters: tf.sub(parameters, velocity), slots: [velocity] };
}

/** You et al. 2020, algorithm 2: Adam's direction plus decay w, scaled to the length of the weights. */
function lamb(inputs: StepInputs): Step {
  const { parameters, settings, rate } = inputs;
  const { direction, slots } = correctedMoments(inputs.gradient, inputs);
  const whole = tf.add<tf.Tensor>(direction, tf.mul(parameters, settings.weightDecay));
  const [length, reach] = [norm(parameters), norm(whole)];
  return { parameters: minus(parameters, whole, length > 0 && reach > 0 ? (rate * length) / reach : rate), slots };
}

/** Averages of gradients and of their squares, corrected for their start at zero: mean / (sqrt(squares) + epsilon). */
function correctedMoments(gradient: tf.Tensor, { slots, settings, update }: StepInputs): { direction: tf.Tensor; slots: tf.Tensor[] } {
  const { beta1, beta2, epsilon } = settings;
  const mean = average(slots[0], gradient, beta1);
  const squares = average(slots[1], tf.square(gradient), beta2);
  const root = tf.sqrt(tf.div(squares, 1 - beta2 ** update));
  return { direction: tf.div(tf.div(mean, 1 - beta1 ** update), tf.add(root, epsilon)), slots: [mean, squares] };
}

/** Weight decay: part of the gradient, or apart from it a step of its own. */
function decayed({ parameters, gradient, settings, rate }: StepInputs): { parameters: tf.Tensor; gradient: tf.Tensor } {
  const { weightDecay, decoupled, kind } = settings;
  if (weightDecay === 0) return { parameters, gradient };
  if (decoupled || kind === 'adamW') return { parameters: minus(parameters, parameters, rate * weightDecay), gradient };
  return { parameters, gradient: tf.add(gradient, tf.mul(parameters, weightDecay)) };
}

function average(old: tf.Tensor, now: tf.Tensor, kept: number): tf.Tensor {
  return tf.add(tf.mul(old, kept), tf.mul(now, 1 - kept));
}

function minus(from: tf.Tensor, direction: tf.Tensor, factor: number): tf.Tensor {
  return tf.sub(from, tf.mul(direction, factor));
}

/** Euclidean norm. */
export function norm(tensor: tf.Tensor): number {
  return Math.sqrt(tf.sum(tf.square(tensor)).dataSync()[0]);
}
