/** Dropout masks: a function of (seed, replicate, layer, update, row, unit) alone, so every engine, stack and block draws the same. */
import { randomStream } from '#core/random';

export interface MaskPlace {
  /** Rows of the batch, and values of a row. */
  readonly rows: number;
  readonly units: number;
  /** Unit-major [units, rows] instead of row-major [rows, units]. */
  readonly isUnitMajor: boolean;
}

/** Writes the mask of an update into `target` from `offset` on. */
export type FillMask = (update: number, place: MaskPlace, target: Float32Array, offset: number) => void;

/**
 * The masks of one dropout layer of one run: 0 with probability `rate`, else 1 / (1 - rate). A counter-based generator: the number of
 * the value within its update is hashed with two keys. The first key is another one at each of 2^32 updates, so no mask comes twice.
 */
export function dropoutMasks(seed: number, replicate: number, layer: number, rate: number): FillMask {
  const stream = randomStream(seed, 'dropout', replicate, layer);
  const [start, second] = [stream.bits(), stream.bits()];
  const threshold = rate * 4294967296;
  const kept = 1 / (1 - rate);
  return (update, { rows, units, isUnitMajor }, target, offset) => {
    const key = mixed(start + Math.imul(update, 0x9e3779b1));
    const other = mixed(key ^ second);
    let at = offset;
    const [outer, inner] = isUnitMajor ? [units, rows] : [rows, units];
    const [outerStep, innerStep] = isUnitMajor ? [1, units] : [units, 1];
    for (let first = 0; first < outer; first++) {
      let index = first * outerStep;
      for (let last = 0; last < inner; last++) {
        let word = Math.imul(index + key, 0x9e3779b1);
        word = Math.imul(word ^ (word >>> 16) ^ other, 0x85ebca6b);
        word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
        target[at++] = (word ^ (word >>> 16)) >>> 0 < threshold ? 0 : kept;
        index += innerStep;
      }
    }
  };
}

/** MurmurHash3's finaliser, a bijection of 32-bit words. */
function mixed(value: number): number {
  let word = value | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
