/** The gradient noise scale over training: what pairs of batches said at each evaluation, pooled over time and over seeds. */
import { AXIS_COLUMN, type ProgressAxis } from '#core/series/axis';
import type { EvaluationColumn } from '#core/series/evaluation';
import { commonGrid, onGrid, type BandKind, type MeanBand } from '#core/series/mean-band';
import { type Ratio, ratioInterval } from '#core/stats/ratio';

type Columns = Readonly<Record<EvaluationColumn, ArrayLike<number>>>;

/**
 * An estimate stands for this evaluation and the four before it. McCandlish et al. 2018, appendix A.1, average numerator and denominator
 * over training, apart, for both are noisy and the mean of their ratios is not the ratio of their means. Here each evaluation counts alike:
 * both are divided by their sum first, the mean squared norm of the gradients of single samples, which falls by orders of magnitude in
 * training; the first evaluations would speak for all others.
 */
export const POOLED_EVALUATIONS = 5;
const LEVEL = 0.95;

/** One entry an evaluation. `y` is NaN where |G|^2 is not above zero; `high` is infinite where it may be zero; all NaN where not measured. */
export interface NoiseCurve {
  readonly y: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Of one run. The band is that of its pairs of batches. */
export function noiseCurve(columns: Columns): NoiseCurve {
  return curveOf(pooledNoise(columns));
}

/**
 * Of the runs of a condition: the mean of tr(S) over that of |G|^2, each as a part of their sum, with Fieller's interval over the runs, as other bands are intervals
 * over runs (or from the smallest to the largest run). A single run has the band of its pairs. Where fewer than half of the runs were
 * measured there is no point.
 */
export function noiseBand(runs: readonly Columns[], axis: ProgressAxis, band: BandKind = 'interval'): MeanBand {
  const curves = runs.map((columns) => ({ x: columns[AXIS_COLUMN[axis]], ratios: pooledNoise(columns) })).filter(({ x }) => x.length > 0);
  const x = commonGrid(curves);
  const aligned = curves.map(({ x: own, ratios }) => {
    const part = (read: (ratio: Ratio) => number) => onGrid({ x: own, y: ratios.map((ratio) => (ratio === null ? NaN : read(ratio))) }, x);
    return { y: part((ratio) => ratio.y), x: part((ratio) => ratio.x) };
  });
  const points = x.flatMap((at, index) => {
    const measured = aligned.filter((one) => Number.isFinite(one.y[index]) && Number.isFinite(one.x[index]));
    if (measured.length < Math.max(1, curves.length / 2)) return [];
    // The grid of a single run is its own.
    const own = curves.length === 1 ? curves[0].ratios[index] : null;
    const over = (): Point =>
      overRuns(
        measured.map((one) => one.y[index]),
        measured.map((one) => one.x[index]),
        band,
      );
    return [{ at, n: measured.length, ...(own === null ? over() : pointOf(own)) }];
  });
  return {
    x: points.map(({ at }) => at),
    mean: points.map((point) => point.value),
    low: points.map((point) => point.low),
    high: points.map((point) => point.high),
    n: points.map((point) => point.n),
  };
}

interface Point {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const NO_BAND = { low: NaN, high: NaN };

const valueOf = (y: number, x: number): number => (x > 0 ? Math.max(0, y) / x : NaN);

function pointOf(ratio: Ratio): Point {
  return { value: valueOf(ratio.y, ratio.x), ...ratioInterval(ratio, LEVEL) };
}

function overRuns(y: readonly number[], x: readonly number[], band: BandKind): Point {
  const count = y.length;
  const [yMean, xMean] = [mean(y), mean(x)];
  const value = valueOf(yMean, xMean);
  if (band === 'range') {
    const each = y.map((one, run) => (x[run] > 0 ? valueOf(one, x[run]) : Infinity));
    return { value, low: Math.min(...each), high: Math.max(...each) };
  }
  if (count < 2) return { value, ...NO_BAND };
  const spread = (a: readonly number[], b: readonly number[], aMean: number, bMean: number): number =>
    a.reduce((sum, one, run) => sum + (one - aMean) * (b[run] - bMean), 0) / (count - 1) / count;
  const ratio = {
    y: yMean,
    x: xMean,
    yVariance: spread(y, y, yMean, yMean),
    xVariance: spread(x, x, xMean, xMean),
    covariance: spread(y, x, yMean, xMean),
    degrees: count - 1,
  };
  return { value, ...ratioInterval(ratio, LEVEL) };
}

/** At every evaluation the means of the last ones that were measured; null where it was not. */
function pooledNoise(columns: Columns): readonly (Ratio | null)[] {
  return Array.from(columns.noisePairs, (_, index) => {
    if (!isMeasured(columns, index)) return null;
    const first = Math.max(0, index + 1 - POOLED_EVALUATIONS);
    return pooled(
      columns,
      Array.from({ length: index + 1 - first }, (__, step) => first + step).filter((at) => isMeasured(columns, at)),
    );
  });
}

/** tr(S) + |G|^2. */
const wholeOf = (columns: Columns, index: number): number => columns.noiseTrace[index] + columns.noiseSquaredNorm[index];

const isMeasured = (columns: Columns, index: number): boolean =>
  columns.noisePairs[index] > 1 && Number.isFinite(wholeOf(columns, index)) && wholeOf(columns, index) > 0;

function pooled(columns: Columns, places: readonly number[]): Ratio {
  const average = (read: (at: number) => number): number => mean(places.map(read));
  // The variance of the mean of m independent means is the sum of theirs over m squared.
  const variance = (column: EvaluationColumn): number =>
    average((at) => columns[column][at] / wholeOf(columns, at) ** 2 / columns.noisePairs[at]) / places.length;
  const [y, x] = (['noiseTrace', 'noiseSquaredNorm'] as const).map((column) => average((at) => columns[column][at] / wholeOf(columns, at)));
  return {
    y,
    x,
    yVariance: variance('noiseTraceVariance'),
    xVariance: variance('noiseSquaredNormVariance'),
    covariance: variance('noiseCovariance'),
    degrees: degreesOf(columns, places, x > 0 ? y / x : 0),
  };
}

/** Of y - ratio x over evaluations of unlike variances (Welch and Satterthwaite); Fieller's interval asks whether that is zero. */
function degreesOf(columns: Columns, places: readonly number[], ratio: number): number {
  const parts = places.map((at) => {
    const [yy, xx, xy] = [columns.noiseTraceVariance[at], columns.noiseSquaredNormVariance[at], columns.noiseCovariance[at]];
    const variance = (yy - 2 * ratio * xy + ratio ** 2 * xx) / wholeOf(columns, at) ** 2 / columns.noisePairs[at];
    return { variance, degrees: columns.noisePairs[at] - 1 };
  });
  const sum = parts.reduce((all, { variance }) => all + variance, 0);
  const squares = parts.reduce((all, { variance, degrees }) => all + variance ** 2 / degrees, 0);
  return squares > 0 ? sum ** 2 / squares : Math.max(1, ...parts.map(({ degrees }) => degrees));
}

function curveOf(ratios: readonly (Ratio | null)[]): NoiseCurve {
  const points = ratios.map((ratio): Point => (ratio === null ? { value: NaN, ...NO_BAND } : pointOf(ratio)));
  return { y: points.map(({ value }) => value), low: points.map(({ low }) => low), high: points.map(({ high }) => high) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
