/** A network as a row of columns to draw: its input, what each layer makes, and where wires run. Pure. */
import type { LayerShape, ValueShape } from '#core/experiment/layer-shapes';
import { valueCount } from '#core/experiment/layer-shapes';
import type { LayerSpec } from '#core/experiment/layers';
import { shapeWords } from '#renderer/features/designer/layer-words.ts';
import { ACTIVATIONS } from '#renderer/features/designer/summaries.ts';
import { formatCount, plural } from '#renderer/ui/format.ts';

export interface NetworkColumn {
  readonly kind: 'units' | 'image' | 'step' | 'block';
  /** Heights of the circles of a row of units, 0 in the middle; in steps of one circle. */
  readonly units: readonly number[];
  /** True where more units than circles are meant. */
  readonly isShortened: boolean;
  /** Sheets of an image, at most four, and the side of one as a part of the largest. */
  readonly sheets: number;
  readonly side: number;
  readonly title: string;
  readonly makes: string;
  readonly learns: string | null;
  /** Every unit sees every value of the column before. */
  readonly isDense: boolean;
}

const MOST_CIRCLES = 7;
const MOST_SHEETS = 4;

/** Input first, output last. */
export function networkColumns(shapes: readonly LayerShape[]): readonly NetworkColumn[] {
  const { input } = shapes[0];
  const sides = shapes.flatMap(({ input: before, output }) => [sideOf(before), sideOf(output)]);
  const largest = Math.max(1, ...sides);
  const first: NetworkColumn = { ...drawn(input, largest), title: 'Input', makes: shapeWords(input), learns: null, isDense: false };
  return [first, ...shapes.map((shape) => column(shape, largest))];
}

function column({ layer, output, parameters, inner }: LayerShape, largest: number): NetworkColumn {
  const count = [...parameters, ...inner.flatMap((one) => one.parameters)].reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const isStep = layer !== null && (layer.kind === 'dropout' || layer.kind === 'batchNorm' || layer.kind === 'flatten');
  return {
    ...drawn(output, largest),
    ...(isStep ? { kind: 'step' as const } : layer?.kind === 'residual' ? { kind: 'block' as const } : {}),
    title: titleOf(layer),
    makes: isStep && layer.kind !== 'flatten' ? '' : shapeWords(output),
    learns: count === 0 ? null : plural(count, 'parameter'),
    isDense: layer === null || layer.kind === 'dense',
  };
}

function drawn(shape: ValueShape, largest: number): Pick<NetworkColumn, 'kind' | 'units' | 'isShortened' | 'sheets' | 'side'> {
  if (shape.kind === 'image') {
    return { kind: 'image', units: [], isShortened: false, sheets: Math.min(MOST_SHEETS, shape.channels), side: sideOf(shape) / largest };
  }
  const count = valueCount(shape);
  const isShortened = count > MOST_CIRCLES;
  // Three above and three below a gap where not all can be drawn.
  const circles = isShortened
    ? [-3, -2, -1, 1, 2, 3]
    : Array.from({ length: Math.max(1, count) }, (_, index) => index - (Math.max(1, count) - 1) / 2);
  return { kind: 'units', units: circles, isShortened, sheets: 0, side: 0 };
}

const sideOf = (shape: ValueShape): number => (shape.kind === 'image' ? Math.max(shape.height, shape.width) : 0);

function titleOf(layer: LayerSpec | null): string {
  switch (layer?.kind) {
    case undefined:
      return 'Output';
    case 'dense':
      return `Dense, ${ACTIVATIONS[layer.activation]}`;
    case 'conv2d':
      return `Convolution ${formatCount(layer.kernel)}×${formatCount(layer.kernel)}`;
    case 'maxPool':
      return 'Max pooling';
    case 'averagePool':
      return 'Mean pooling';
    case 'flatten':
      return 'Flatten';
    case 'dropout':
      return `Dropout ${String(layer.rate)}`;
    case 'batchNorm':
      return 'Batch norm.';
    case 'residual':
      return 'Residual block';
    default:
      return layer satisfies never;
  }
}
