/** The network of a model shape as graph operations: its layers in order, and the head that measures the loss. */
import {
  extent,
  layerShapes,
  type LayerShape,
  type Layers,
  parameterTensors,
  plainShapes,
  type ValueShape,
} from '#core/experiment/layer-shapes';
import type { ModelShape } from '#core/experiment/plan';
import type { LayerOf, PlainLayerSpec } from '#core/experiment/layers';
import type { Loss } from '#core/experiment/spec';
import { invariant } from '#core/failure';
import type { GraphBuilder, Tensor } from '#engine/graph/graph';
import { activation } from '#engine/graph/operations/activation';
import { affine, dense, type LayerParameters, MANY_WEIGHTS } from '#engine/graph/operations/affine';
import { batchNorm, runningNorm, type RowGroups, type RunningStatistics } from '#engine/graph/operations/batch-norm';
import { convolution } from '#engine/graph/operations/convolution';
import { dropout } from '#engine/graph/operations/dropout';
import { asImages, flatten } from '#engine/graph/operations/image';
import { logisticCrossEntropy, softmaxCrossEntropy, squaredError, type LossHead } from '#engine/graph/operations/loss';
import { averagePool, maxPool } from '#engine/graph/operations/pooling';
import { onChannels } from '#engine/graph/operations/value-channels';

/** What graphs depend on in a model: all but the initializer. */
export type GraphModel = Pick<ModelShape, 'inputs' | 'layers' | 'outputs' | 'loss' | 'image'>;

export function graphModel({ inputs, layers, outputs, loss, image }: ModelShape): GraphModel {
  return { inputs, layers, outputs, loss, ...(image === undefined ? {} : { image }) };
}

/** What a training batch brings besides its rows; null in evaluation. */
export interface TrainingExtras {
  /** One for each dropout layer that drops anything, in the shape of the values there; null: nothing is dropped. */
  readonly masks: readonly Tensor[] | null;
  /** One for each batch normalisation. */
  readonly groups: readonly RowGroups[];
}

export interface NetworkInputs {
  /** [R, B, in + 1] with a last column of ones. */
  readonly rows: Tensor;
  /** [R, B, 1], or null where there are no layers before the output. */
  readonly ones: Tensor | null;
  /** In the order of `parameterTensors`. */
  readonly parameters: readonly LayerParameters[];
  /** Running mean and variance of every batch normalisation, [R, 1, C] each. */
  readonly statistics: readonly Tensor[];
  readonly training: TrainingExtras | null;
}

/** [rows, columns] of every tensor of parameters. */
export function parameterShapes(model: Layers): readonly (readonly [rows: number, columns: number])[] {
  return parameterTensors(model).map(({ rows, columns }) => [rows, columns] as const);
}

/** Channels of the running mean and the running variance of every batch normalisation. */
export function statisticSizes(model: Layers): readonly number[] {
  return plainShapes(model).flatMap(({ layer, parameters }) =>
    layer?.kind === 'batchNorm' ? parameters.map(({ columns }) => columns) : [],
  );
}

/** Weights with at most this many outputs are kept turned over while training. */
const FEW_OUTPUTS = 16;

/** Which tensors of parameters training graphs keep turned over, [columns, rows]: see `LayerParameters`; convolutions need them so. */
export function keptTurned(model: Layers): readonly boolean[] {
  return plainShapes(model).flatMap(({ layer, parameters }) =>
    parameters.map(
      ({ name, rows, columns }) =>
        name === 'weights' && (columns <= FEW_OUTPUTS || layer?.kind === 'conv2d' || rows >= columns || rows * columns >= MANY_WEIGHTS),
    ),
  );
}

/** Logits or predictions [R, B, out], and (in training) the running statistics after this batch. */
export function network(
  builder: GraphBuilder,
  model: Layers,
  inputs: NetworkInputs,
): { readonly output: Tensor; readonly statistics: readonly Tensor[] } {
  const walk = new Walk(builder, inputs);
  walk.through(layerShapes(model));
  return { output: walk.values, statistics: walk.statistics };
}

/** The values on their way through the layers. */
class Walk {
  values: Tensor;
  readonly statistics: Tensor[] = [];
  private readonly builder: GraphBuilder;
  private readonly inputs: NetworkInputs;
  private readonly parameters: Iterator<LayerParameters>;
  /** null where nothing is dropped. */
  private readonly masks: Iterator<Tensor> | null;
  /** Whether the values are still the data, with its column of ones. */
  private isData = true;
  private norms = 0;
  private isPooledNext = false;
  /** Whether a relu is still to come: the largest of a window is the same before it and after, and pooled values are fewer. */
  private isReluLeft = false;

  constructor(builder: GraphBuilder, inputs: NetworkInputs) {
    this.builder = builder;
    this.inputs = inputs;
    this.values = inputs.rows;
    this.parameters = inputs.parameters.values();
    this.masks = inputs.training?.masks?.values() ?? null;
  }

  through(shapes: readonly LayerShape[]): void {
    shapes.forEach((shape, index) => {
      this.isPooledNext = shapes[index + 1]?.layer?.kind === 'maxPool';
      this.pass(shape);
    });
  }

  private pass(shape: LayerShape): void {
    const { builder } = this;
    const { layer, input } = shape;
    if (layer === null || layer.kind === 'dense') {
      const product = this.isData ? affine(builder, this.values, this.next()) : dense(builder, this.flat(), this.ones(), this.next());
      this.values = layer === null ? product : activation(builder, layer.activation, product, layer.alpha);
      this.isData = false;
      return;
    }
    if (layer.kind === 'flatten' && (this.isData || input.kind === 'flat')) return;
    if (layer.kind === 'dropout' && (layer.rate === 0 || this.masks === null)) return;
    this.takeData(input);
    this.values = layer.kind === 'residual' ? this.block(layer, shape.inner) : this.apply(layer, input);
  }

  /** Its layers, and what went into them added to what they make. */
  private block({ activation: kind, alpha }: LayerOf<'residual'>, inner: readonly LayerShape[]): Tensor {
    const { builder, values: shortcut } = this;
    this.through(inner);
    const sum = builder.record({
      inputs: [shortcut, this.values],
      output: builder.node('Add', [shortcut, this.values], shortcut.shape),
      pullback: (gradient) => [gradient, gradient],
    });
    return activation(builder, kind, sum, alpha);
  }

  private apply(layer: Exclude<PlainLayerSpec, { kind: 'dense' }>, input: ValueShape): Tensor {
    const { builder, values } = this;
    switch (layer.kind) {
      case 'flatten':
        return flatten(builder, values);
      case 'dropout': {
        const mask = this.masks?.next();
        invariant(mask !== undefined && mask.done !== true, 'every dropout layer has a mask');
        return dropout(builder, values, mask.value);
      }
      case 'batchNorm':
        return this.normalised(layer);
      default: {
        invariant(input.kind === 'image', 'windows lie on images');
        const size = layer.kind === 'conv2d' ? layer.kernel : layer.size;
        const padding = layer.kind === 'conv2d' ? layer.padding : 'valid';
        const rows = extent(input.height, size, layer.stride, padding);
        const columns = extent(input.width, size, layer.stride, padding);
        if (layer.kind === 'averagePool') return averagePool(builder, values, rows, columns);
        if (layer.kind === 'maxPool') {
          const largest = maxPool(builder, values, rows, columns);
          const wasLeft = this.isReluLeft;
          this.isReluLeft = false;
          return wasLeft ? activation(builder, 'relu', largest) : largest;
        }
        const product = convolution(builder, values, this.ones(), this.next(), rows, columns);
        this.isReluLeft = this.isPooledNext && layer.activation === 'relu';
        return this.isReluLeft ? product : activation(builder, layer.activation, product, layer.alpha);
      }
    }
  }

  private normalised(layer: LayerOf<'batchNorm'>): Tensor {
    const { builder } = this;
    const { statistics, training } = this.inputs;
    const [mean, variance] = statistics.slice(2 * this.norms);
    const running: RunningStatistics = { mean, variance };
    const groups = training?.groups[this.norms];
    this.norms++;
    const [scale, shift] = [this.next().tensor, this.next().tensor];
    return onChannels(builder, this.values, (values) => {
      if (groups === undefined) return runningNorm(builder, values, scale, shift, running, layer.epsilon);
      const result = batchNorm(builder, values, scale, shift, running, groups, layer);
      this.statistics.push(result.running.mean, result.running.variance);
      return result.output;
    });
  }

  /** Takes the column of ones from the data, and makes images of it where it has them. */
  private takeData(shape: ValueShape): void {
    if (!this.isData) return;
    this.isData = false;
    const { builder } = this;
    const [runs, rows, columns] = this.values.shape;
    const integers = (value: number): Tensor => builder.constant('int64', [1], [value]);
    const width = Number(columns) - 1;
    this.values = builder.node('Slice', [this.values, integers(0), integers(-1), integers(2)], [runs, rows, width]);
    const all = this.inputs.parameters[0].tensor.shape[0];
    if (runs !== all) {
      // All runs are evaluated on the same rows, which only matrix products share.
      const sizes = builder.constant('int64', [3], [Number(all), 1, 1]);
      this.values = builder.node('Expand', [this.values, sizes], [all, rows, width]);
    }
    if (shape.kind === 'image') this.values = asImages(builder, this.values, shape);
  }

  private flat(): Tensor {
    return this.values.shape.length === 3 ? this.values : flatten(this.builder, this.values);
  }

  private next(): LayerParameters {
    const next = this.parameters.next();
    invariant(next.done !== true, 'every layer has its parameters');
    return next.value;
  }

  private ones(): Tensor {
    invariant(this.inputs.ones !== null, 'a network with layers has a column of ones');
    return this.inputs.ones;
  }
}

/** The loss of a batch, see `operations/loss`. */
export function lossHead(builder: GraphBuilder, loss: Loss, output: Tensor, targets: Tensor, weights: Tensor): LossHead {
  switch (loss) {
    case 'crossEntropy':
      return softmaxCrossEntropy(builder, output, targets, weights);
    case 'binaryCrossEntropy':
      return logisticCrossEntropy(builder, output, targets, weights);
    case 'meanSquaredError':
      return squaredError(builder, output, targets, weights);
    default:
      return loss satisfies never;
  }
}
