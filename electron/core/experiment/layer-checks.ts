/** Whether the layers of a network fit their inputs, its batches and each other; said before anything trains. */
import type { ImageShape } from '#core/data/table';
import { extent, isSameShape, type LayerShape, layerShapes, type Layers, valueCount, type ValueShape } from '#core/experiment/layer-shapes';
import { hasActivation, type LayerOf, type LayerSpec, type PlainLayerSpec } from '#core/experiment/layers';
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
  residual: 'residual block',
};

/** The batches of a size that a run trains with. */
export interface Batches {
  readonly size: number;
  /** Size of its smallest batch at the end of an epoch. */
  readonly last: number;
}

/** Where a layer is, for paths and sentences. */
interface Place {
  readonly path: string;
  /** "Layer 2 (dense)", "Layer 1 (dense) of layer 3 (residual block)". */
  readonly name: string;
  readonly isFirst: boolean;
}

/** Errors of the layers; after the first layer that does not fit its input no more are looked for, as sizes mean nothing there. */
export function layerIssues(model: Layers, batches: readonly Batches[]): readonly Issue[] {
  const placeOf = (layer: LayerSpec, index: number): Place => ({
    path: `model.layers.${String(index)}`,
    name: name(layer, index),
    isFirst: index === 0,
  });
  return chainIssues(layerShapes(model), placeOf, batches).issues;
}

interface Checked {
  readonly issues: readonly Issue[];
  /** Whether sizes mean nothing behind it. */
  readonly isMisfit: boolean;
}

function chainIssues(
  shapes: readonly LayerShape[],
  placeOf: (layer: LayerSpec, index: number) => Place,
  batches: readonly Batches[],
): Checked {
  const issues: Issue[] = [];
  for (const [index, shape] of shapes.entries()) {
    const { layer } = shape;
    if (layer === null) {
      issues.push(...flatIssues('model.layers', 'The output layer', shape.input));
      continue;
    }
    const place = placeOf(layer, index);
    const checked = layer.kind === 'residual' ? blockIssues(shape, place, batches) : plainIssues(layer, shape, place, batches);
    issues.push(...alphaIssues(layer, place), ...checked.issues);
    if (checked.isMisfit) return { issues, isMisfit: true };
  }
  return { issues, isMisfit: false };
}

/** Those of the layers inside, and whether what they make can be added to what they get. */
function blockIssues({ input, inner }: LayerShape, { path, name: block, isFirst }: Place, batches: readonly Batches[]): Checked {
  const placeOf = (layer: LayerSpec, index: number): Place => ({
    path: `${path}.layers.${String(index)}`,
    name: `${name(layer, index)} of ${lower(block)}`,
    isFirst: isFirst && index === 0,
  });
  const checked = chainIssues(inner, placeOf, batches);
  const made = inner[inner.length - 1].output;
  if (checked.isMisfit || isSameShape(input, made)) return checked;
  const words = `${block} adds what it gets, ${shapeWords(input)}, to what its layers make, ${shapeWords(made)}: the two must be alike.`;
  return { issues: [...checked.issues, error(path, `${words} ${blockRemedy(input, made)}`)], isMisfit: true };
}

function blockRemedy(input: ValueShape, made: ValueShape): string {
  if (input.kind === 'flat') return `Let its last layer be a dense one of ${String(input.size)} units.`;
  if (made.kind === 'flat') return 'Keep dense and flatten layers out of it, or put a flatten layer before it.';
  if (made.channels !== input.channels) return `Let its last convolution have ${String(input.channels)} filters.`;
  return 'Let its convolutions have stride 1 and padding "same", and pool outside of it.';
}

function plainIssues(layer: PlainLayerSpec, shape: LayerShape, place: Place, batches: readonly Batches[]): Checked {
  const misfit = shapeIssue(layer, shape, place);
  if (misfit !== null) return { issues: [misfit], isMisfit: true };
  return { issues: settingIssues(layer, shape, place, batches), isMisfit: false };
}

function shapeIssue(layer: PlainLayerSpec, { input }: LayerShape, place: Place): Issue | null {
  if (layer.kind === 'conv2d') return input.kind === 'image' ? kernelIssue(layer, input, place) : noImage(place, input);
  if (layer.kind === 'maxPool' || layer.kind === 'averagePool') {
    return input.kind === 'image' ? windowIssue(layer, input, place) : noImage(place, input);
  }
  return null;
}

function noImage({ path, name: who, isFirst }: Place, input: ValueShape): Issue {
  const found = shapeWords(input);
  const why = isFirst
    ? `but this data gives ${found}. Use data with images, or dense layers.`
    : `but gets ${found}. Move it before the dense and flatten layers.`;
  return error(path, `${who} needs an image, ${why}`);
}

function kernelIssue(layer: LayerOf<'conv2d'>, input: ImageShape, { path, name: who }: Place): Issue | null {
  const smallest = Math.min(input.height, input.width);
  if (layer.padding === 'same' || layer.kernel <= smallest) return null;
  return error(
    `${path}.kernel`,
    `${who} has a ${square(layer.kernel)} kernel, larger than the ${size(input)} image it gets. Use a kernel of at most ${String(smallest)}, or padding "same".`,
  );
}

function windowIssue(layer: LayerOf<'maxPool' | 'averagePool'>, input: ImageShape, { path, name: who }: Place): Issue | null {
  const fits = (length: number): boolean => extent(length, layer.size, layer.stride, 'valid').count >= 1;
  if (fits(input.height) && fits(input.width)) return null;
  return error(
    `${path}.size`,
    `${who} pools ${square(layer.size)} windows of a ${size(input)} image. Remove it, use a size of at most ${String(Math.min(input.height, input.width))}, or pool less before it.`,
  );
}

function settingIssues(layer: PlainLayerSpec, { input, output }: LayerShape, place: Place, batches: readonly Batches[]): Issue[] {
  if (layer.kind === 'dense') return flatIssues(place.path, place.name, input);
  if (layer.kind === 'conv2d') return memoryIssues(layer, input, output, place, Math.max(...batches.map((one) => one.size)));
  if (layer.kind !== 'batchNorm') return [];
  // One sentence a layer: what is wrong with its first batch size is most likely wrong with the others.
  return batches.flatMap((one) => normIssues(layer, input, place, one)).slice(0, 1);
}

function flatIssues(path: string, who: string, input: ValueShape): Issue[] {
  if (valueCount(input) <= MOST_FLAT) return [];
  const found = `${who} gets ${valueCount(input).toLocaleString('en-US')} numbers from every sample`;
  return [error(path, `${found}; at most ${MOST_FLAT.toLocaleString('en-US')} are possible. Pool or use a stride before it.`)];
}

function alphaIssues(layer: LayerSpec, { path, name: who }: Place): Issue[] {
  if (!hasActivation(layer) || layer.alpha === undefined || layer.activation === 'leakyRelu') return [];
  const words = `${who} has an alpha, which only leakyRelu uses, but its activation is ${layer.activation}.`;
  return [error(`${path}.alpha`, `${words} Leave alpha out, or choose "leakyRelu".`)];
}

function memoryIssues(layer: LayerOf<'conv2d'>, input: ValueShape, output: ValueShape, place: Place, batchSize: number): Issue[] {
  if (input.kind !== 'image' || output.kind !== 'image') return [];
  const values = (input.channels * layer.kernel * layer.kernel + layer.filters) * output.height * output.width;
  if (values * batchSize <= MOST_WINDOW_VALUES) return [];
  const most = Math.max(1, Math.floor(MOST_WINDOW_VALUES / values)).toLocaleString('en-US');
  return [
    error(
      'batch.size',
      `Batch ${batchSize.toLocaleString('en-US')} is too large for the memory that ${lower(place.name)} needs. Use at most ${most}, or a smaller network.`,
    ),
  ];
}

function normIssues(layer: LayerOf<'batchNorm'>, input: ValueShape, { path, name: who }: Place, batches: Batches): Issue[] {
  const values = input.kind === 'image' ? input.height * input.width : 1;
  const { ghostSize } = layer;
  // Before the ghost size, for which no size would be right then.
  if (batches.size * values < 2) {
    const words = `${who} needs at least 2 rows in a batch to take a variance, but the batch size is 1.`;
    return [error(path, `${words} Remove the layer, or use larger batches.`)];
  }
  if (ghostSize !== null && ghostSize > batches.size) {
    return [
      error(
        `${path}.ghostSize`,
        `${who} has a ghost size of ${String(ghostSize)}, larger than the batch of ${String(batches.size)}. Use at most ${String(batches.size)}, or null for the whole batch.`,
      ),
    ];
  }
  if (ghostSize !== null && ghostSize * values < 2) {
    return [error(`${path}.ghostSize`, `${who} cannot take a variance of ghost batches of 1 row. Use a ghost size of at least 2.`)];
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

function name(layer: LayerSpec, index: number): string {
  return `Layer ${String(index + 1)} (${NAMES[layer.kind]})`;
}

/** "50 plain numbers", "an image of 14x14x16". */
function shapeWords(shape: ValueShape): string {
  return shape.kind === 'flat' ? `${String(shape.size)} plain numbers` : `an image of ${size(shape)}x${String(shape.channels)}`;
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
