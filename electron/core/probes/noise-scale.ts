/** The gradient noise scale from pairs of a small and a large batch (McCandlish et al. 2018, appendix A.1), for rows drawn without replacement. */
import { varianceShare } from '#core/probes/gradient';
import type { NoiseScaleEstimate } from '#core/probes/results';
import { type Ratio, ratioInterval } from '#core/stats/ratio';

const LEVEL = 0.95;

/** What pairs of batches say about tr(S) and |G|^2: means over the pairs, and variances and covariance of single pairs (over n - 1). */
export interface NoiseMeasurement {
  readonly pairs: number;
  readonly trace: number;
  readonly squaredNorm: number;
  readonly traceVariance: number;
  readonly squaredNormVariance: number;
  readonly covariance: number;
}

interface Sizes {
  readonly smallBatch: number;
  readonly largeBatch: number;
  readonly rows: number;
}

/**
 * E|g_B|^2 = |G|^2 + tr(S) c(B): two sizes give both, without bias. `small` and `large` are squared norms of mean gradients, one of each a
 * pair; where a pair has several small batches, the mean over them.
 */
export function measuredNoise(small: Float64Array, large: Float64Array, { smallBatch, largeBatch, rows }: Sizes): NoiseMeasurement {
  const [cSmall, cLarge] = [varianceShare(smallBatch, rows), varianceShare(largeBatch, rows)];
  const traces = small.map((value, pair) => (value - large[pair]) / (cSmall - cLarge));
  const squares = small.map((value, pair) => (cSmall * large[pair] - cLarge * value) / (cSmall - cLarge));
  const [trace, squaredNorm] = [mean(traces), mean(squares)];
  const spread = (a: Float64Array, b: Float64Array, aMean: number, bMean: number): number =>
    a.reduce((sum, value, index) => sum + (value - aMean) * (b[index] - bMean), 0) / (a.length - 1);
  return {
    pairs: small.length,
    trace,
    squaredNorm,
    traceVariance: spread(traces, traces, trace, trace),
    squaredNormVariance: spread(squares, squares, squaredNorm, squaredNorm),
    covariance: spread(traces, squares, trace, squaredNorm),
  };
}

/** tr(S) over |G|^2, numerator and denominator averaged apart. The band is Fieller's, which tells where a denominator may be zero. */
export function twoBatchEstimate(small: Float64Array, large: Float64Array, sizes: Sizes): NoiseScaleEstimate {
  const measured = measuredNoise(small, large, sizes);
  const { pairs, trace, squaredNorm } = measured;
  return {
    smallBatch: sizes.smallBatch,
    largeBatch: sizes.largeBatch,
    trials: pairs,
    fullSquaredNorm: squaredNorm,
    trace,
    noiseScale: squaredNorm > 0 ? trace / squaredNorm : NaN,
    ...ratioInterval(traceOverSquare(measured), LEVEL),
    level: LEVEL,
  };
}

function traceOverSquare({ pairs, trace, squaredNorm, traceVariance, squaredNormVariance, covariance }: NoiseMeasurement): Ratio {
  return {
    y: trace,
    x: squaredNorm,
    yVariance: traceVariance / pairs,
    xVariance: squaredNormVariance / pairs,
    covariance: covariance / pairs,
    degrees: pairs - 1,
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
