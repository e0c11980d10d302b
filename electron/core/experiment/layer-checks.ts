/** Whether the layers of a network fit their inputs, its batches and each other; said before anything trains. */
import type { ImageShape } from '#core/data/table';
import { extent, type LayerShape, layerShapes, type Layers, valueCount, type ValueShape } from '#core/experiment/layer-shapes';
import { hasActivation, type LayerOf, type LayerSpec } from '#core/experiment/layers';
import { error } from '#core/experiment/parse';
import type { Issue } from '#core/failure';

/** Rows of a batch times values of an image of any layer: what an update holds in memory, about 1 GB. */
const MOST_WINDOW_VALUES = 250_000_000;
const MOST_FLAT = 1_000_000;

const NAMES: Readonly<Record<LayerSpec['kind'], string>> = {
  dense: 'dense',
  conv2d: 'convolution',
  maxPool: 'max pooling',
  averagePool: 'average pooling',
  flatten: 'flatten',
  dropout: 'dropout',
  batchNorm: 'batch normalisation',
};

export interface Batches {
  readonly size: number;
  /** Size of the last batch of an epoch. */
  readonly last: number;
}

/** Errors of the layers; after the first layer that does not fit its input no more are looked for, as sizes mean nothing there. */
export function layerIssues(model: Layers, batches: Batches): readonly Issue[] {
  const issues: Issue[] = [];
  for (const [index, shape] of layerShapes(model).entries()) {
    const misfit = shape.layer === null ? null : shapeIssue(shape.layer, shape, index);
    if (misfit !== null) return [...issues, misfit];
    issues.push(...settingIssues(shape, index, batches));
  }
  return issues;
}

function shapeIssue(layer: LayerSpec, { input }: LayerShape, index: number): Issue | null {
  if (layer.kind === 'conv2d') return input.kind === 'image' ? kernelIssue(layer, input, index) : noImage(layer, index, input);
  if (layer.kind === 'maxPool' || layer.kind === 'averagePool') {
    return input.kind === 'image' ? windowIssue(layer, input, index) : noImage(layer, index, input);
  }
  return null;
}

function noImage(layer: LayerSpec, index: number, input: ValueShape): Issue {
  const found = `${String(valueCount(input))} plain numbers`;
  const why =
    index === 0
      ? `but this data gives ${found}. Use data with images, or dense layers.`
      : `but gets ${found}. Move it before the dense and flatten layers.`;
  return error(path(index), `${name(layer, index)} needs an image, ${why}`);
}

function kernelIssue(layer: LayerOf<'conv2d'>, input: ImageShape, index: number): Issue | null {
  const smallest = Math.min(input.height, input.width);
  if (layer.padding === 'same' || layer.kernel <= smallest) return null;
  return error(
    `${path(index)}.kernel`,
    `${name(layer, index)} has a ${square(layer.kernel)} kernel, larger than the ${size(input)} image it gets. Use a kernel of at most ${String(smallest)}, or padding "same".`,
  );
}

function windowIssue(layer: LayerOf<'maxPool' | 'averagePool'>, input: ImageShape, index: number): Issue | null {
  const fits = (length: number): boolean => extent(length, layer.size, layer.stride, 'valid').count >= 1;
  if (fits(input.height) && fits(input.width)) return null;
  return error(
    `${path(index)}.size`,
    `${name(layer, index)} pools ${square(layer.size)} windows of a ${size(input)} image. Remove it, use a size of at most ${String(Math.min(input.height, input.width))}, or pool less before it.`,
  );
}

function settingIssues({ layer, input, output }: LayerShape, index: number, batches: Batches): Issue[] {
  const issues: Issue[] = [];
  if ((layer === null || layer.kind === 'dense') && valueCount(input) > MOST_FLAT) {
    const who = layer === null ? 'The output layer' : name(layer, index);
    issues.push(
      error(
        layer === null ? 'model.layers' : path(index),
        `${who} gets ${valueCount(input).toLocaleString('en-US')} numbers from every sample; at most ${MOST_FLAT.toLocaleString('en-US')} are possible. Pool or use a stride before it.`,
      ),
    );
  }
  if (layer === null) return issues;
  if (hasActivation(layer) && layer.alpha !== undefined && layer.activation !== 'leakyRelu') {
    issues.push(
      error(
        `${path(index)}.alpha`,
        `${name(layer, index)} has an alpha, which only leakyRelu uses, but its activation is ${layer.activation}. Leave alpha out, or choose "leakyRelu".`,
      ),
    );
  }
  if (layer.kind === 'conv2d') issues.push(...memoryIssues(layer, input, output, index, batches.size));
  if (layer.kind === 'batchNorm') issues.push(...normIssues(layer, input, index, batches));
  return issues;
}

function memoryIssues(layer: LayerOf<'conv2d'>, input: ValueShape, output: ValueShape, index: number, batchSize: number): Issue[] {
  if (input.kind !== 'image' || output.kind !== 'image') return [];
  const values = (input.channels * layer.kernel * layer.kernel + layer.filters) * output.height * output.width;
  if (values * batchSize <= MOST_WINDOW_VALUES) return [];
  const most = Math.max(1, Math.floor(MOST_WINDOW_VALUES / values)).toLocaleString('en-US');
  return [
    error(
      'batch.size',
      `Batch ${batchSize.toLocaleString('en-US')} is too large for the memory that ${lower(name(layer, index))} needs. Use at most ${most}, or a smaller network.`,
    ),
  ];
}

function normIssues(layer: LayerOf<'batchNorm'>, input: ValueShape, index: number, batches: Batches): Issue[] {
  const values = input.kind === 'image' ? input.height * input.width : 1;
  const who = name(layer, index);
  const { ghostSize } = layer;
  if (ghostSize !== null && ghostSize > batches.size) {
    return [
      error(
        `${path(index)}.ghostSize`,
        `${who} has a ghost size of ${String(ghostSize)}, larger than the batch of ${String(batches.size)}. Use at most ${String(batches.size)}, or null for the whole batch.`,
      ),
    ];
  }
  if (ghostSize !== null && ghostSize * values < 2) {
    return [error(`${path(index)}.ghostSize`, `${who} cannot take a variance of ghost batches of 1 row. Use a ghost size of at least 2.`)];
  }
  if (batches.size * values < 2) {
    return [
      error(
        path(index),
        `${who} needs at least 2 rows in a batch to take a variance, but the batch size is 1. Remove the layer, or use larger batches.`,
      ),
    ];
  }
  if (batches.last * values < 2) {
    return [
      error(
        'batch.remainder',
        `The last batch of an epoch has 1 row, of which ${lower(who)} cannot take a variance. Set the remainder to "drop", or choose another batch size.`,
      ),
    ];
  }
  return [];
}

function path(index: number): string {
  return `model.layers.${String(index)}`;
}

function name(layer: LayerSpec, index: number): string {
  return `Layer ${String(index + 1)} (${NAMES[layer.kind]})`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function square(length: number): string {
  return `${String(length)}x${String(length)}`;
}

function size({ height, width }: ImageShape): string {
  return `${String(height)}x${String(width)}`;
}
