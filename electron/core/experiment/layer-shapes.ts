/** What every layer of a network makes of its input, and what it has to learn. Needs no engine. */
import type { ImageShape } from '#core/data/table';
import type { LayerOf, LayerSpec } from '#core/experiment/layers';
import type { ModelShape } from '#core/experiment/plan';

export type Layers = Pick<ModelShape, 'inputs' | 'layers' | 'outputs' | 'image'>;

/** A row of numbers, or an image. */
export type ValueShape = { readonly kind: 'flat'; readonly size: number } | ({ readonly kind: 'image' } & ImageShape);

/** A tensor of parameters, a matrix: `weights` [in + 1, out] with a last row of biases; `scale` and `shift` [1, channels]. */
export interface ParameterTensor {
  readonly name: 'weights' | 'scale' | 'shift';
  readonly rows: number;
  readonly columns: number;
  /** Inputs that a unit sums, and outputs that an input takes part in: what initializers go by. */
  readonly fanIn: number;
  readonly fanOut: number;
}

export interface LayerShape {
  /** null for the output layer, which every network has. */
  readonly layer: LayerSpec | null;
  readonly input: ValueShape;
  readonly output: ValueShape;
  readonly parameters: readonly ParameterTensor[];
  /** The layers of a residual block; empty for every other kind. */
  readonly inner: readonly LayerShape[];
}

/** The window of a convolution or pooling, of one direction of an image. */
export interface Extent {
  readonly size: number;
  readonly stride: number;
  /** Zeros before the first and after the last value. */
  readonly before: number;
  readonly after: number;
  /** How many windows fit; below 1 where none does. */
  readonly count: number;
}

/** `same`: ceil(length / stride) windows; of an odd number of zeros the greater part comes after (as in TensorFlow). */
export function extent(length: number, size: number, stride: number, padding: 'same' | 'valid'): Extent {
  if (padding === 'valid') return { size, stride, before: 0, after: 0, count: Math.floor((length - size) / stride) + 1 };
  const count = Math.ceil(length / stride);
  const total = Math.max(0, (count - 1) * stride + size - length);
  const before = Math.floor(total / 2);
  return { size, stride, before, after: total - before, count };
}

export function valueCount(shape: ValueShape): number {
  return shape.kind === 'flat' ? shape.size : shape.channels * shape.height * shape.width;
}

export function inputShape(model: Layers): ValueShape {
  return model.image === undefined ? { kind: 'flat', size: model.inputs } : { kind: 'image', ...model.image };
}

/** Every layer in order, the output layer last. Where a layer does not fit its input (see `layer-checks`), sizes are at least 1. */
export function layerShapes(model: Layers): readonly LayerShape[] {
  const hidden = shapesOf(model.layers, inputShape(model));
  const input = hidden.at(-1)?.output ?? inputShape(model);
  const parameters = [denseWeights(input, model.outputs)];
  return [...hidden, { layer: null, input, output: { kind: 'flat', size: model.outputs }, parameters, inner: [] }];
}

/** The same with the layers inside residual blocks in place of the block. */
export function plainShapes(model: Layers): readonly LayerShape[] {
  return layerShapes(model).flatMap((shape) => (shape.inner.length > 0 ? shape.inner : [shape]));
}

function shapesOf(layers: readonly LayerSpec[], first: ValueShape): readonly LayerShape[] {
  const shapes: LayerShape[] = [];
  let input = first;
  for (const layer of layers) {
    const shape = layerShape(layer, input);
    shapes.push(shape);
    input = shape.output;
  }
  return shapes;
}

/** All tensors that a model learns, in the order in which engines keep them. */
export function parameterTensors(model: Layers): readonly ParameterTensor[] {
  return layerShapes(model).flatMap((shape) => shape.parameters);
}

/** How many numbers a model has to learn. */
export function parameterCount(model: Layers): number {
  return parameterTensors(model).reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}

function layerShape(layer: LayerSpec, input: ValueShape): LayerShape {
  const shape = (output: ValueShape, ...parameters: ParameterTensor[]): LayerShape => ({ layer, input, output, parameters, inner: [] });
  switch (layer.kind) {
    case 'dense':
      return shape({ kind: 'flat', size: layer.units }, denseWeights(input, layer.units));
    case 'conv2d': {
      const output = convolved(layer, asImage(input));
      const fanIn = asImage(input).channels * layer.kernel * layer.kernel;
      const fanOut = layer.filters * layer.kernel * layer.kernel;
      return shape({ kind: 'image', ...output }, { name: 'weights', rows: fanIn + 1, columns: layer.filters, fanIn, fanOut });
    }
    case 'maxPool':
    case 'averagePool': {
      const { channels, height, width } = asImage(input);
      const count = (length: number): number => Math.max(1, extent(length, layer.size, layer.stride, 'valid').count);
      return shape({ kind: 'image', channels, height: count(height), width: count(width) });
    }
    case 'flatten':
      return shape({ kind: 'flat', size: valueCount(input) });
    case 'dropout':
      return shape(input);
    case 'batchNorm': {
      const columns = input.kind === 'flat' ? input.size : input.channels;
      const each = { rows: 1, columns, fanIn: 1, fanOut: 1 };
      return shape(input, { ...each, name: 'scale' }, { ...each, name: 'shift' });
    }
    case 'residual': {
      const inner = shapesOf(layer.layers, input);
      return { ...shape(input, ...inner.flatMap(({ parameters }) => parameters)), inner };
    }
    default:
      return layer satisfies never;
  }
}

/** Whether two values have the same form, so that they can be added up. */
export function isSameShape(some: ValueShape, other: ValueShape): boolean {
  if (some.kind === 'flat' || other.kind === 'flat') return some.kind === other.kind && valueCount(some) === valueCount(other);
  return some.channels === other.channels && some.height === other.height && some.width === other.width;
}

function denseWeights(input: ValueShape, units: number): ParameterTensor {
  const fanIn = valueCount(input);
  return { name: 'weights', rows: fanIn + 1, columns: units, fanIn, fanOut: units };
}

function convolved(layer: LayerOf<'conv2d'>, { height, width }: ImageShape): ImageShape {
  const count = (length: number): number => Math.max(1, extent(length, layer.kernel, layer.stride, layer.padding).count);
  return { channels: layer.filters, height: count(height), width: count(width) };
}

/** Flat values as an image of one row, so that a design with an error still has sizes to show. */
function asImage(shape: ValueShape): ImageShape {
  return shape.kind === 'image' ? shape : { channels: 1, height: 1, width: shape.size };
}
