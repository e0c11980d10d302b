/** Layers in words, new layers with usual numbers, and networks to begin with. */
import type { DataShape } from '#core/data/table';
import type { ValueShape } from '#core/experiment/layer-shapes';
import { factorPaths } from '#core/experiment/expand';
import { withField } from '#core/experiment/field-path';
import type { LayerKind, LayerOf, LayerSpec, PlainLayerSpec } from '#core/experiment/layers';
import { withLayerOrder, withoutFactor } from '#renderer/features/designer/factors.ts';
import type { ExperimentSpec } from '#core/experiment/spec';
import { formatCount } from '#renderer/ui/format.ts';
import type { TermName } from '#renderer/ui/glossary.ts';

interface KindWords<Kind extends LayerKind> {
  readonly value: Kind;
  readonly label: string;
  readonly hint: string;
  readonly term: TermName;
}

/** Of layers that hold no others. */
export const PLAIN_LAYER_OPTIONS: readonly KindWords<PlainLayerSpec['kind']>[] = [
  { value: 'dense', label: 'Dense', hint: 'every unit sees all values', term: 'hiddenLayer' },
  { value: 'conv2d', label: 'Convolution', hint: 'filters that slide over an image', term: 'convolution' },
  { value: 'maxPool', label: 'Max pooling', hint: 'the largest of each window', term: 'pooling' },
  { value: 'averagePool', label: 'Average pooling', hint: 'the mean of each window', term: 'pooling' },
  { value: 'flatten', label: 'Flatten', hint: 'an image as a row of numbers', term: 'flatten' },
  { value: 'dropout', label: 'Dropout', hint: 'leaves out values at random', term: 'dropout' },
  { value: 'batchNorm', label: 'Batch normalisation', hint: 'evens out every unit over the batch', term: 'batchNorm' },
];

export const LAYER_OPTIONS: readonly KindWords<LayerKind>[] = [
  ...PLAIN_LAYER_OPTIONS,
  { value: 'residual', label: 'Residual block', hint: 'layers with a shortcut around them', term: 'residual' },
];

export function newLayer(kind: PlainLayerSpec['kind']): PlainLayerSpec {
  switch (kind) {
    case 'dense':
      return { kind, units: 50, activation: 'relu' };
    case 'conv2d':
      return { kind, filters: 16, kernel: 3, stride: 1, padding: 'same', activation: 'relu' };
    case 'maxPool':
    case 'averagePool':
      return { kind, size: 2, stride: 2 };
    case 'flatten':
      return { kind };
    case 'dropout':
      return { kind, rate: 0.5 };
    case 'batchNorm':
      return { kind, momentum: 0.9, epsilon: 1e-5, ghostSize: null };
    default:
      return kind satisfies never;
  }
}

/** A block of two layers that make what they get; null where that is not known, as while the data is not there. */
export function newBlock(input: ValueShape | null): LayerOf<'residual'> {
  const layers: PlainLayerSpec[] =
    input?.kind === 'image'
      ? [conv(input.channels), { ...conv(input.channels), activation: 'linear' }]
      : [dense(input?.size ?? 50), { ...dense(input?.size ?? 50), activation: 'linear' }];
  return { kind: 'residual', layers, activation: 'relu' };
}

export interface NetworkPreset {
  readonly label: string;
  readonly layers: readonly LayerSpec[];
}

const dense = (units: number): LayerOf<'dense'> => ({ kind: 'dense', units, activation: 'relu' });
const conv = (filters: number): LayerOf<'conv2d'> => ({
  kind: 'conv2d',
  filters,
  kernel: 3,
  stride: 1,
  padding: 'same',
  activation: 'relu',
});

/** Networks to begin with; the convolutional one only where the data are images that can be halved twice. */
export function networkPresets(shape: DataShape | null): readonly NetworkPreset[] {
  const plain = [
    { label: 'no hidden layer', layers: [] },
    { label: 'one of 50', layers: [dense(50)] },
    { label: '128-128', layers: [dense(128), dense(128)] },
  ];
  const image = shape?.image;
  if (image === undefined || Math.min(image.height, image.width) < 4) return plain;
  const small = [conv(8), newLayer('maxPool'), conv(16), newLayer('maxPool'), dense(50)];
  return [...plain, { label: 'a small convolutional network', layers: small }];
}

/** The design with other layers; what was varied in the ones before goes with them. */
export function withLayers(spec: ExperimentSpec, layers: readonly LayerSpec[]): ExperimentSpec {
  const emptied = withLayerOrder(spec, []);
  return { ...emptied, model: { ...emptied.model, layers: [...layers] } };
}

/** The design with one layer of another kind in its place. */
export function withLayerKind(spec: ExperimentSpec, index: number, kind: LayerKind, input: ValueShape | null = null): ExperimentSpec {
  const start = `model.layers.${String(index)}.`;
  const rest = spec.factors.filter((factor) => !('path' in factor) || !factor.path.startsWith(start));
  return {
    ...spec,
    factors: rest,
    model: { ...spec.model, layers: spec.model.layers.with(index, changedKind(spec.model.layers[index], kind, input)) },
  };
}

/** Windows keep their size from one kind of pooling to the other. */
function changedKind(layer: LayerSpec, kind: LayerKind, input: ValueShape | null): LayerSpec {
  const isPool = (one: LayerKind): one is 'maxPool' | 'averagePool' => one === 'maxPool' || one === 'averagePool';
  if (isPool(kind) && (layer.kind === 'maxPool' || layer.kind === 'averagePool')) return { ...layer, kind };
  return kind === 'residual' ? newBlock(input) : newLayer(kind);
}

/** The design with other layers inside a residual block; what was varied inside it is not any more. */
export function withInnerLayers(spec: ExperimentSpec, index: number, layers: readonly PlainLayerSpec[]): ExperimentSpec {
  const path = `model.layers.${String(index)}.layers`;
  const varied = spec.factors.flatMap(factorPaths).filter((one) => one.startsWith(`${path}.`));
  return withField(varied.reduce(withoutFactor, spec), path, [...layers]);
}

/** "50" of plain numbers, "28 × 28" of an image, "14 × 14 × 16" with its channels. */
export function shapeWords(shape: ValueShape): string {
  if (shape.kind === 'flat') return formatCount(shape.size);
  return `${String(shape.height)} × ${String(shape.width)}${shape.channels === 1 ? '' : ` × ${formatCount(shape.channels)}`}`;
}
