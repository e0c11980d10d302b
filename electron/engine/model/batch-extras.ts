/** What a training graph is fed for dropout and batch normalisation: one mask a dropout layer, one set of row groups a ghost size. */
import { type Layers, plainShapes, type ValueShape, valueCount } from '#core/experiment/layer-shapes';
import { plainLayers } from '#core/experiment/layers';
import type { Dimension, GraphBuilder, Tensor } from '#engine/graph/graph';
import type { RowGroups } from '#engine/graph/operations/batch-norm';
import type { TrainingExtras } from '#engine/model/network';

/** A dropout layer that drops something. */
export interface DropoutPlace {
  /** Position among the dropout layers of the model. */
  readonly ordinal: number;
  readonly rate: number;
  readonly units: number;
  /** Sizes of the values without runs and rows where these are images, whose rows lie innermost. */
  readonly image: readonly [channels: number, height: number, width: number] | null;
}

export function dropoutPlaces(model: Layers): readonly DropoutPlace[] {
  return plainShapes(model)
    .flatMap(({ layer, input }) => (layer?.kind === 'dropout' ? [{ rate: layer.rate, input }] : []))
    .map(({ rate, input }, ordinal) => ({ ordinal, rate, units: valueCount(input), image: imageSizes(input) }))
    .filter(({ rate }) => rate > 0);
}

function imageSizes(shape: ValueShape): DropoutPlace['image'] {
  return shape.kind === 'image' ? [shape.channels, shape.height, shape.width] : null;
}

/** Ghost sizes of the batch normalisations in their order. */
export function ghostSizes(model: Layers): readonly (number | null)[] {
  return plainLayers(model.layers).flatMap((layer) => (layer.kind === 'batchNorm' ? [layer.ghostSize] : []));
}

/** Row groups of every batch normalisation, from the tensors of the different ghost sizes. */
interface GroupInputs {
  readonly tensors: readonly Tensor[];
  readonly of: (tensors: readonly Tensor[]) => readonly RowGroups[];
}

/**
 * Adds for the i-th different ghost size the inputs `averaging0` ... [R, B, G], `membership0` ... [R, G, B], `shares0` and `groups0` ...
 * [R, G, 1], with an axis K before where batches differ in size.
 */
export function groupInputs(builder: GraphBuilder, model: Layers, runs: number, batch: Dimension, isPadded = false): GroupInputs {
  const sizes = ghostSizes(model);
  const distinct = [...new Set(sizes)];
  const tensors = distinct.flatMap((_, index) => {
    const count = `G${String(index)}`;
    const input = (name: string, shape: readonly Dimension[]): Tensor =>
      builder.input(`${name}${String(index)}`, 'float32', [...(isPadded ? ['K'] : []), runs, ...shape]);
    return [
      input('averaging', [batch, count]),
      input('membership', [count, batch]),
      input('shares', [count, 1]),
      input('groups', [count, 1]),
    ];
  });
  const of = (own: readonly Tensor[]): readonly RowGroups[] =>
    sizes.map((size) => {
      const [averaging, membership, shares, ones] = own.slice(4 * distinct.indexOf(size));
      return { averaging, membership, shares, ones };
    });
  return { tensors, of };
}

/**
 * Adds the inputs `mask0` ... [K, R, B, units] (of images [K, R, C, H, W, B]) and those of `groupInputs`. `scanned` are those with an axis
 * K; `of` finds their slices.
 */
export function batchExtras(
  builder: GraphBuilder,
  model: Layers,
  runs: number,
  batch: Dimension,
  isPadded: boolean,
): { readonly scanned: readonly Tensor[]; readonly of: (slices: readonly Tensor[]) => TrainingExtras } {
  const masks = dropoutPlaces(model).map(({ units, image }, index) =>
    builder.input(`mask${String(index)}`, 'float32', image === null ? ['K', runs, batch, units] : ['K', runs, ...image, batch]),
  );
  const groups = groupInputs(builder, model, runs, batch, isPadded);
  return {
    scanned: [...masks, ...(isPadded ? groups.tensors : [])],
    of: (slices) => ({
      masks: slices.slice(0, masks.length),
      groups: groups.of(isPadded ? slices.slice(masks.length) : groups.tensors),
    }),
  };
}
