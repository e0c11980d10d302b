/** Norms of gradients of random batches against their size: what is measured, and what it must be. */
import type { GradientAgreement, GradientPart, GradientPoint, Spread } from '#core/probes/results';
import { spreadOf } from '#core/probes/spread';
import { fitLine } from '#core/stats/line-fit';

/** Squared norms of the mean gradient over all rows, and of the gradient of every row, [rows]. */
export interface ExactSquares {
  readonly full: number;
  readonly samples: Float64Array;
}

/** Gradients of one part of the parameters. */
export interface GradientSquares {
  readonly name: string;
  readonly parameters: number;
  /** null where rows have no gradients of their own. */
  readonly exact: ExactSquares | null;
  /** Squared norms of the mean gradients of random batches, [sizes][trials]. */
  readonly batches: readonly Float64Array[];
}

/** Of all parts together. */
export function together(name: string, parts: readonly GradientSquares[]): GradientSquares {
  const sum = (arrays: readonly Float64Array[]): Float64Array =>
    arrays[0].map((_, index) => arrays.reduce((all, one) => all + one[index], 0));
  const exact = parts.map((part) => part.exact).filter((own) => own !== null);
  return {
    name,
    parameters: parts.reduce((all, part) => all + part.parameters, 0),
    exact:
      exact.length < parts.length
        ? null
        : { full: exact.reduce((all, { full }) => all + full, 0), samples: sum(exact.map(({ samples }) => samples)) },
    batches: parts[0].batches.map((_, index) => sum(parts.map((part) => part.batches[index]))),
  };
}

/** tr(S) = mean |g_i|^2 - |G|^2, over the rows themselves (divided by N, not N - 1). */
export function traceOf({ full, samples }: ExactSquares): number {
  return Math.max(0, samples.reduce((sum, value) => sum + value, 0) / samples.length - full);
}

/**
 * Share of tr(S) in the squared norm of a mean over B of N rows drawn without replacement: (N - B) / (B (N - 1)). With replacement it is
 * 1 / B, the same as from rows without end: `rows` is Infinity.
 */
export function varianceShare(batchSize: number, rows: number): number {
  if (rows === Infinity) return 1 / batchSize;
  return rows === 1 ? 0 : (rows - batchSize) / (batchSize * (rows - 1));
}

/** `population`: the rows that batches were drawn from, see `varianceShare`. */
export function gradientPart(
  { name, parameters, exact, batches }: GradientSquares,
  sizes: readonly number[],
  population: number,
): GradientPart {
  const trace = exact === null ? null : traceOf(exact);
  const points = sizes.map((batchSize, index): GradientPoint => ({
    batchSize,
    norm: spreadOf(batches[index].map(Math.sqrt)),
    squaredNorm: spreadOf(batches[index]),
    theory: exact === null || trace === null ? null : exact.full + trace * varianceShare(batchSize, population),
  }));
  const sumFit = fitLine(
    sizes,
    points.map((point) => summed(point).squaredNorm.mean),
  );
  return {
    ...{ name, parameters, fullSquaredNorm: exact?.full ?? null, trace },
    noiseScale: exact === null || trace === null ? null : trace / exact.full,
    ...{ points, sumFit },
  };
}

/** The point as it is for losses that are summed over the batch: norms times B, squared norms times B squared. */
export function summed(point: GradientPoint): GradientPoint {
  const { batchSize, norm, squaredNorm, theory } = point;
  return {
    batchSize,
    norm: scaled(norm, batchSize),
    squaredNorm: scaled(squaredNorm, batchSize ** 2),
    theory: theory === null ? null : theory * batchSize ** 2,
  };
}

function scaled({ n, mean, sd, low, high, quantiles: [a, b, c, d, e] }: Spread, by: number): Spread {
  return { n, mean: mean * by, sd: sd * by, low: low * by, high: high * by, quantiles: [a * by, b * by, c * by, d * by, e * by] };
}

/** Cosines between the gradients of rows; `products` [rows, rows] holds their inner products, `labels` their classes. */
export function cosinesOf(products: Float64Array, rows: number, labels: Int32Array | null): GradientAgreement['cosines'] {
  const all: number[] = [];
  const within: number[] = [];
  const between: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < row; other++) {
      const lengths = Math.sqrt(products[row * rows + row] * products[other * rows + other]);
      // A row that is fitted perfectly has no direction.
      if (!(lengths > 0)) continue;
      const cosine = products[row * rows + other] / lengths;
      all.push(cosine);
      if (labels !== null) (labels[row] === labels[other] ? within : between).push(cosine);
    }
  }
  const some = (values: readonly number[]): Spread | null => (values.length === 0 ? null : spreadOf(values));
  return { all: spreadOf(all), within: some(within), between: some(between) };
}
