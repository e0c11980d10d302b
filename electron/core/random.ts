/** Named random streams: every draw in the lab comes from (seed, names...), so nothing depends on the order in which things happen. */
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** The streams of one replicate, and what may follow them (an epoch, a layer). */
export type StreamName =
  'weights' | 'order' | 'dropout' | 'split' | 'subsample' | 'labelNoise' | 'probe' | 'noiseScale' | 'data' | 'bootstrap';

export interface RandomStream {
  /** 32 uniform bits as an unsigned integer. */
  bits(): number;
  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound), without bias. */
  below(bound: number): number;
  /** Standard normal (Marsaglia's polar method, both values used). */
  normal(): number;
}

/** The stream named by a seed and a path, e.g. `randomStream(seed, 'order', replicate, epoch)`. */
export function randomStream(seed: number, name: StreamName, ...path: readonly number[]): RandomStream {
  const generator = xoroshiro128plusFromState(hash128(`${String(seed)}/${name}/${path.join('/')}`));
  // xoroshiro128+ leaves its lowest bits linear; one multiply-xorshift, a bijection, spreads the high ones over them.
  const bits = (): number => {
    let word = generator.next();
    word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
    return (word ^ (word >>> 12)) >>> 0;
  };
  const uniform = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
  let spare: number | null = null;
  return {
    bits,
    uniform,
    below(bound) {
      for (;;) {
        const draw = bits();
        // Division and floor: `%` on numbers of 32 bits is many times slower.
        const first = Math.floor(draw / bound) * bound;
        // Only stretches of `bound` numbers that are whole below 2^32 count.
        if (first + bound <= 4294967296) return draw - first;
      }
    },
    normal() {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const square = u * u + v * v;
        if (square >= 1 || square === 0) continue;
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        spare = v * scale;
        return u * scale;
      }
    },
  };
}

/** A uniformly random permutation of 0 .. length - 1 (Fisher-Yates). */
export function permutation(length: number, stream: RandomStream): Int32Array {
  const order = new Int32Array(length);
  for (let index = 1; index < length; index++) order[index] = index;
  for (let last = length - 1; last > 0; last--) {
    const other = stream.below(last + 1);
    const kept = order[last];
    order[last] = order[other];
    order[other] = kept;
  }
  return order;
}

/** Four well-mixed 32-bit words of a text: four FNV-1a lanes, each finished with MurmurHash3's fmix32. Never all zero. */
function hash128(text: string): [number, number, number, number] {
  const lanes: [number, number, number, number] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    for (let lane = 0; lane < 4; lane++) lanes[lane] = Math.imul(lanes[lane] ^ (code + lane * 0x1f), 0x01000193);
  }
  for (let lane = 0; lane < 4; lane++) {
    let word = lanes[lane] ^ lanes[(lane + 1) % 4];
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    lanes[lane] = word ^ (word >>> 16);
  }
  if (lanes.every((lane) => lane === 0)) lanes[0] = 1;
  return lanes;
}
