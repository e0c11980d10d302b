/**
 * How far off a prediction is, from works that were measured: each counts the more the nearer it lies (Shepard 1968: inverse distance), in
 * octaves of batch size, runs and multiplications a row.
 */
import type { ModelShape } from '#core/experiment/plan';
import { networkFigures } from '#engine/model/network-figures';

/** Where a piece of work lies among others. */
export interface WorkPlace {
  readonly isConvolutional: boolean;
  readonly octaves: readonly [batchSize: number, runs: number, multiplications: number];
}

export interface RatioPoint extends WorkPlace {
  /** Natural logarithm of measured / predicted. */
  readonly logRatio: number;
  /** How much it counts beside others as near. */
  readonly weight: number;
}

export function placeOf(model: ModelShape, batchSize: number, runs: number): WorkPlace {
  const { isConvolutional, multiplicationsPerRow } = networkFigures(model);
  return { isConvolutional, octaves: [Math.log2(batchSize), Math.log2(runs), Math.log2(1 + multiplicationsPerRow)] };
}

/**
 * The logarithm of the ratio at a place; null where nothing was measured. Points of its own kind of network are taken where there are
 * any. `softness` (octaves) is how near a point must be to count alone; `doubt` is the weight of a ratio of one.
 */
export function nearbyLogRatio(
  points: readonly RatioPoint[],
  place: WorkPlace,
  { power, softness, doubt }: { readonly power: 2 | 4; readonly softness: number; readonly doubt: number },
): number | null {
  if (points.length === 0) return null;
  const ofKind = points.filter((point) => point.isConvolutional === place.isConvolutional);
  let [sum, weights] = [0, doubt];
  for (const point of ofKind.length > 0 ? ofKind : points) {
    const squared = point.octaves.reduce((all, value, axis) => all + (value - place.octaves[axis]) ** 2, 0);
    const weight = point.weight / ((power === 2 ? squared : squared * squared) + softness);
    sum += weight * point.logRatio;
    weights += weight;
  }
  return sum / weights;
}
