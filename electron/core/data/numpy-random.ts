/** The part of NumPy's legacy `RandomState` that scikit-learn's generators draw from; the same seed gives the same values. */
import { mersenne } from 'pure-rand/generator/mersenne';

export interface NumpyRandom {
  uniform(low: number, high: number): number;
  normal(mean: number, standardDeviation: number): number;
  /** `numpy.arange(length)` after `shuffle`. */
  shuffledIndices(length: number): Int32Array;
}

/** `numpy.random.RandomState(seed)` for a seed in [0, 2^32): MT19937 seeded by `init_genrand`. */
export function numpyRandom(seed: number): NumpyRandom {
  const generator = mersenne(seed);
  const bits = (): number => generator.next() >>> 0;
  /** In [0, 1) with 53 bits from two draws. */
  const double = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;

  let spare: number | null = null;
  // Marsaglia's polar method; the second value of a pair is used first.
  const gauss = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * double() - 1;
      const v = 2 * double() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = scale * u;
      return scale * v;
    }
  };

  /** Uniform in 0 .. last: the fewest bits that can hold `last`, drawn again while too large. */
  const interval = (last: number): number => {
    const mask = 0xffffffff >>> Math.clz32(last);
    let value = (bits() & mask) >>> 0;
    while (value > last) value = (bits() & mask) >>> 0;
    return value;
  };

  return {
    uniform: (low, high) => low + (high - low) * double(),
    normal: (mean, standardDeviation) => mean + standardDeviation * gauss(),
    shuffledIndices(length) {
      const indices = Int32Array.from({ length }, (_, index) => index);
      for (let last = length - 1; last > 0; last--) {
        const other = interval(last);
        const kept = indices[last];
        indices[last] = indices[other];
        indices[other] = kept;
      }
      return indices;
    },
  };
}
