/** A network as operations of TensorFlow.js: from rows of data to logits or predictions. Written without the other engine's graphs. */
import * as tf from '@tensorflow/tfjs-core';
import { extent, layerShapes, type Layers, type LayerShape, type ValueShape } from '#core/experiment/layer-shapes';
import { type Activation, LEAKY_SLOPE, type LayerOf } from '#core/experiment/layers';
import { invariant } from '#core/failure';
import { batchNorm, runningNorm } from '#engine/tfjs/batch-norm';
import { affine, convolution } from '#engine/tfjs/linear';
import { maxPool } from '#engine/tfjs/max-pool';
import type { Windows } from '#engine/tfjs/windows';

/** What a training batch brings besides its rows; null in evaluation. */
export interface BatchExtras {
  /** Mask of the n-th dropout layer (0-based) for values that every row has so many of, [B, values]. */
  mask(ordinal: number, values: number): tf.Tensor;
  /** Row after the last of every group that is normalised together. */
  groupEnds(ghostSize: number | null): readonly number[];
}

export interface NetworkWeights {
  /** In the order and layout of `parameterTensors`. */
  readonly parameters: readonly tf.Tensor[];
  /** Running mean and variance of every batch normalisation, [C] each. */
  readonly statistics: readonly tf.Tensor[];
}

/** `rows` [B, inputs] to [B, outputs]; in training also the running statistics after this batch. */
export function network(
  model: Layers,
  rows: tf.Tensor,
  weights: NetworkWeights,
  extras: BatchExtras | null,
): { readonly output: tf.Tensor; readonly statistics: readonly tf.Tensor[] } {
  const walk = new Walk(rows, weights, extras);
  for (const shape of layerShapes(model)) walk.pass(shape);
  return { output: walk.values, statistics: walk.statistics };
}

/** The values on their way: rows of numbers [B, n] (images channel by channel), or images [B, H, W, C]. */
class Walk {
  values: tf.Tensor;
  readonly statistics: tf.Tensor[] = [];
  private readonly extras: BatchExtras | null;
  private readonly parameters: Iterator<tf.Tensor>;
  private readonly running: Iterator<tf.Tensor>;
  private isData = true;
  private dropouts = 0;

  constructor(rows: tf.Tensor, { parameters, statistics }: NetworkWeights, extras: BatchExtras | null) {
    this.values = rows;
    this.extras = extras;
    this.parameters = parameters.values();
    this.running = statistics.values();
  }

  pass(shape: LayerShape): void {
    this.values = this.after(shape);
    if (shape.layer?.kind !== 'flatten') this.isData = false;
  }

  private after({ layer, input, output, inner }: LayerShape): tf.Tensor {
    if (layer === null) return affine(this.rows(), next(this.parameters), this.isData);
    switch (layer.kind) {
      case 'dense':
        return activation(layer.activation, affine(this.rows(), next(this.parameters), this.isData), layer.alpha);
      case 'conv2d': {
        const windows = windowsOf(input, layer.kernel, layer.stride, layer.padding);
        return activation(layer.activation, convolution(this.images(input), next(this.parameters), windows, this.isData), layer.alpha);
      }
      case 'maxPool':
        return maxPool(this.images(input), windowsOf(input, layer.size, layer.stride, 'valid'));
      case 'averagePool':
        return tf.avgPool(this.images(input), layer.size, layer.stride, 'valid');
      case 'flatten':
        return this.rows();
      case 'dropout': {
        const ordinal = this.dropouts++;
        if (this.extras === null || layer.rate === 0) return this.values;
        const rows = this.rows();
        return tf.mul(rows, this.extras.mask(ordinal, rows.shape[1] ?? 0));
      }
      case 'batchNorm':
        return this.normalised(layer, output);
      case 'residual': {
        const shortcut = this.formed(input);
        for (const shape of inner) this.pass(shape);
        return activation(layer.activation, tf.add(shortcut, this.formed(output)), layer.alpha);
      }
      default:
        return layer satisfies never;
    }
  }

  private normalised(layer: LayerOf<'batchNorm'>, shape: ValueShape): tf.Tensor {
    const values = this.formed(shape);
    const learned = { scale: next(this.parameters), shift: next(this.parameters) };
    const running = { mean: next(this.running), variance: next(this.running) };
    if (this.extras === null) return runningNorm(values, running, learned, layer.epsilon);
    const result = batchNorm(values, learned, running, this.extras.groupEnds(layer.ghostSize), layer);
    this.statistics.push(result.running.mean, result.running.variance);
    return result.output;
  }

  /** The values as what they are: rows of numbers or images. */
  private formed(shape: ValueShape): tf.Tensor {
    return shape.kind === 'image' ? this.images(shape) : this.rows();
  }

  /** The values as rows of numbers, channel by channel. */
  private rows(): tf.Tensor {
    const { values } = this;
    return values.rank === 2 ? values : tf.reshape(tf.transpose(values, [0, 3, 1, 2]), [values.shape[0], -1]);
  }

  private images(shape: ValueShape): tf.Tensor4D {
    invariant(shape.kind === 'image', 'windows lie on images');
    const { values } = this;
    const { channels, height, width } = shape;
    if (values.rank === 4) return tf.reshape<tf.Rank.R4>(values, [values.shape[0], height, width, channels]);
    return tf.transpose(tf.reshape<tf.Rank.R4>(values, [values.shape[0], channels, height, width]), [0, 2, 3, 1]);
  }
}

function next(tensors: Iterator<tf.Tensor>): tf.Tensor {
  const found = tensors.next();
  invariant(found.done !== true, 'every layer has its numbers');
  return found.value;
}

function windowsOf(input: ValueShape, size: number, stride: number, padding: 'same' | 'valid'): Windows {
  invariant(input.kind === 'image', 'windows lie on images');
  return { rows: extent(input.height, size, stride, padding), columns: extent(input.width, size, stride, padding), padding };
}

function activation(kind: Activation, values: tf.Tensor, slope: number = LEAKY_SLOPE): tf.Tensor {
  switch (kind) {
    case 'linear':
      return values;
    case 'relu':
      return tf.relu(values);
    case 'leakyRelu':
      return tf.leakyRelu(values, slope);
    case 'tanh':
      return tf.tanh(values);
    case 'sigmoid':
      return tf.sigmoid(values);
    case 'gelu':
      // x P(x) with P the standard normal distribution (Hendrycks and Gimpel 2016).
      return tf.mul(tf.mul(values, 0.5), tf.add(tf.erf(tf.mul(values, Math.SQRT1_2)), 1));
    default:
      return kind satisfies never;
  }
}
