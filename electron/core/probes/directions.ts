/** Directions through weights: random ones and those between runs, each unit as long as its weights (Li et al. 2018, section 4). */
import { parameterTensors, type Layers } from '#core/experiment/layer-shapes';
import { dot, norm, plus, type Tensors, times } from '#core/probes/vectors';
import type { RandomStream } from '#core/random';

/** Standard normal numbers for every weight. */
export function randomDirection(model: Layers, stream: RandomStream): readonly Float64Array[] {
  return parameterTensors(model).map(({ rows, columns }) => Float64Array.from({ length: rows * columns }, () => stream.normal()));
}

/**
 * The direction with the weights of every unit (a column without its bias) made as long as those of `weights`; biases and normalisations
 * do not move, as in the paper.
 */
export function filterNormalised(model: Layers, direction: Tensors, weights: Tensors): readonly Float64Array[] {
  return parameterTensors(model).map(({ name, rows, columns }, tensor) => {
    const made = new Float64Array(rows * columns);
    if (name !== 'weights') return made;
    const last = (rows - 1) * columns;
    for (let unit = 0; unit < columns; unit++) {
      const ratio = Math.sqrt(columnSquare(weights[tensor], unit, columns, last) / columnSquare(direction[tensor], unit, columns, last));
      // A unit in which the direction does not move has nothing to make longer.
      if (!Number.isFinite(ratio)) continue;
      for (let at = unit; at < last; at += columns) made[at] = direction[tensor][at] * ratio;
    }
    return made;
  });
}

function columnSquare(values: ArrayLike<number>, unit: number, columns: number, end: number): number {
  let sum = 0;
  for (let at = unit; at < end; at += columns) sum += values[at] ** 2;
  return sum;
}

export interface Plane {
  /** Two directions of length 1, at right angles. */
  readonly axes: readonly [readonly Float64Array[], readonly Float64Array[]];
  /** Where the three points lie, measured from the first. */
  readonly coordinates: readonly [readonly [number, number], readonly [number, number], readonly [number, number]];
}

/** The plane through three points; null where they lie on one line. */
export function planeThrough(first: Tensors, second: Tensors, third: Tensors): Plane | null {
  const toSecond = plus(second, first, -1);
  const toThird = plus(third, first, -1);
  const across = norm(toSecond);
  if (across === 0) return null;
  const x = times(toSecond, 1 / across);
  const along = dot(toThird, x);
  const rest = plus(toThird, x, -along);
  const up = norm(rest);
  if (!(up > 1e-6 * Math.max(across, Math.abs(along)))) return null;
  return {
    axes: [x, times(rest, 1 / up)],
    coordinates: [
      [0, 0],
      [across, 0],
      [along, up],
    ],
  };
}
