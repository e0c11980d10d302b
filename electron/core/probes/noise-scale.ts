/** The gradient noise scale from pairs of a small and a large batch (McCandlish et al. 2018, appendix A.1), for rows drawn without replacement. */
import { varianceShare } from '#core/probes/gradient';
import type { NoiseScaleEstimate } from '#core/probes/results';
import { studentTCritical } from '#core/stats/student-t';

const LEVEL = 0.95;

/**
 * E|g_B|^2 = |G|^2 + tr(S) c(B): two sizes give both, without bias. `small` and `large` are squared norms of mean gradients, one pair a
 * trial; numerator and denominator are averaged apart. The band is Fieller's, which tells where a denominator may be zero.
 */
export function twoBatchEstimate(
  small: Float64Array,
  large: Float64Array,
  { smallBatch, largeBatch, rows }: { readonly smallBatch: number; readonly largeBatch: number; readonly rows: number },
): NoiseScaleEstimate {
  const [cSmall, cLarge] = [varianceShare(smallBatch, rows), varianceShare(largeBatch, rows)];
  const traces = small.map((value, trial) => (value - large[trial]) / (cSmall - cLarge));
  const squares = small.map((value, trial) => (cSmall * large[trial] - cLarge * value) / (cSmall - cLarge));
  const [trace, fullSquaredNorm] = [mean(traces), mean(squares)];
  return {
    smallBatch,
    largeBatch,
    trials: small.length,
    fullSquaredNorm,
    trace,
    noiseScale: fullSquaredNorm > 0 ? trace / fullSquaredNorm : NaN,
    ...fieller(traces, squares),
    level: LEVEL,
  };
}

/** Interval of mean(y) / mean(x) (Fieller 1954); all ratios from 0 on are possible where x says nothing. */
function fieller(y: Float64Array, x: Float64Array): { readonly low: number; readonly high: number } {
  const n = x.length;
  const [yMean, xMean] = [mean(y), mean(x)];
  const t2 = studentTCritical(LEVEL, n - 1) ** 2 / n;
  const covariance = (a: Float64Array, b: Float64Array, aMean: number, bMean: number): number =>
    a.reduce((sum, value, index) => sum + (value - aMean) * (b[index] - bMean), 0) / (n - 1);
  const a = xMean ** 2 - t2 * covariance(x, x, xMean, xMean);
  const b = xMean * yMean - t2 * covariance(x, y, xMean, yMean);
  const c = yMean ** 2 - t2 * covariance(y, y, yMean, yMean);
  const root = Math.sqrt(b * b - a * c);
  if (a > 0) return { low: Math.max(0, (b - root) / a), high: (b + root) / a };
  // The ratio may be any large one: what is left is where it begins.
  const from = (b - root) / a;
  return { low: Number.isFinite(from) ? Math.max(0, from) : 0, high: Infinity };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
