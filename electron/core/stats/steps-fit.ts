/** The law of diminishing returns: steps to a target = S_min + E_min / B (McCandlish et al. 2018, Shallue et al. 2019). */
import { randomStream } from '#core/random';
import { median, quantile } from '#core/stats/quantile';

/** Steps of one batch size, one entry a seed (the same order for every size); Infinity for a run that never arrived. */
export interface StepsAtSize {
  readonly batchSize: number;
  readonly steps: readonly number[];
}

export interface Estimate {
  readonly value: number;
  /** Percentile interval over resampled seeds; NaN below five seeds. */
  readonly low: number;
  readonly high: number;
}

export type Regime = 'perfect scaling' | 'diminishing returns' | 'no further gain';

export interface StepsFit {
  /** Steps that no batch size gets below. */
  readonly fewestSteps: Estimate;
  /** Samples that the smallest batches need. */
  readonly fewestSamples: Estimate;
  /** E_min / S_min: there the steps are twice the fewest and the samples twice the fewest. Infinite where no floor is seen. */
  readonly criticalBatch: Estimate;
  readonly seeds: number;
  /** Sizes whose median run arrived: these were fitted. */
  readonly sizes: readonly number[];
  readonly leftOut: readonly number[];
  readonly level: number;
  readonly resamples: number;
}

const RESAMPLES = 2000;
const FEWEST_SEEDS = 5;

/**
 * Fits the medians over seeds, taking errors as a constant part of the value (gamma errors with identity link, iterated weighted least
 * squares), both parameters at least 0. Seeds are resampled whole, so their pairing across batch sizes is kept. null where fewer than
 * three sizes have an arriving median.
 */
export function fitSteps(cells: readonly StepsAtSize[], level = 0.95, seed = 1): StepsFit | null {
  const seeds = cells.at(0)?.steps.length ?? 0;
  const everySeed = Array.from({ length: seeds }, (_, index) => index);
  const point = fitOnce(cells, everySeed);
  if (point === null) return null;
  const stream = randomStream(seed, 'bootstrap', seeds, cells.length, 3);
  const draws = Array.from({ length: seeds < FEWEST_SEEDS ? 0 : RESAMPLES }, () =>
    fitOnce(
      cells,
      everySeed.map(() => stream.below(seeds)),
    ),
  ).filter((draw) => draw !== null);
  const estimate = (read: (fit: Parameters) => number): Estimate => {
    const values = draws.map(read);
    return { value: read(point), low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2) };
  };
  return {
    fewestSteps: estimate((fit) => fit.floor),
    fewestSamples: estimate((fit) => fit.samples),
    criticalBatch: estimate((fit) => fit.samples / fit.floor),
    seeds,
    sizes: point.sizes,
    leftOut: cells.map((cell) => cell.batchSize).filter((size) => !point.sizes.includes(size)),
    level,
    resamples: draws.length,
  };
}

interface Parameters {
  readonly floor: number;
  readonly samples: number;
  readonly sizes: readonly number[];
}

function fitOnce(cells: readonly StepsAtSize[], seeds: readonly number[]): Parameters | null {
  const points = cells
    .map(({ batchSize, steps }) => ({ batchSize, steps: median(seeds.map((index) => steps[index])) }))
    .filter(({ steps }) => Number.isFinite(steps) && steps > 0);
  if (points.length < 3) return null;
  let weights = points.map(({ steps }) => 1 / steps ** 2);
  let floor = 0;
  let samples = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const [before, beforeSamples] = [floor, samples];
    [floor, samples] = solve(points, weights);
    if (isClose(floor, before) && isClose(samples, beforeSamples)) break;
    weights = points.map(({ batchSize }) => 1 / (floor + samples / batchSize) ** 2);
  }
  return { floor, samples, sizes: points.map(({ batchSize }) => batchSize) };
}

const MOST_ROUNDS = 25;
const isClose = (value: number, before: number): boolean => Math.abs(value - before) <= 1e-12 * Math.abs(value);

/** Weighted least squares of steps = floor + samples / B with neither below 0. */
function solve(points: readonly { readonly batchSize: number; readonly steps: number }[], weights: readonly number[]): [number, number] {
  let [one, x, xx, y, xy] = [0, 0, 0, 0, 0];
  for (const [index, { batchSize, steps }] of points.entries()) {
    const weight = weights[index];
    one += weight;
    x += weight / batchSize;
    xx += weight / batchSize ** 2;
    y += weight * steps;
    xy += (weight * steps) / batchSize;
  }
  const determinant = one * xx - x * x;
  const floor = (xx * y - x * xy) / determinant;
  const samples = (one * xy - x * y) / determinant;
  if (floor < 0) return [0, xy / xx];
  return samples < 0 ? [y / one, 0] : [floor, samples];
}

/** The fitted steps at a batch size. */
export const stepsAt = (fit: StepsFit, batchSize: number): number => fit.fewestSteps.value + fit.fewestSamples.value / batchSize;

/**
 * Perfect scaling while a batch costs at most a quarter more samples than the fewest (B <= B_crit / 4); no further gain once the steps are
 * within a quarter of the fewest (B >= 4 B_crit); diminishing returns between.
 */
export function regimeOf(fit: StepsFit, batchSize: number): Regime {
  const critical = fit.criticalBatch.value;
  if (batchSize <= critical / 4) return 'perfect scaling';
  return batchSize >= 4 * critical ? 'no further gain' : 'diminishing returns';
}

/** The line that twice the batch size would follow if it halved the steps, through the smallest arriving size. */
export function perfectScaling(from: { readonly batchSize: number; readonly steps: number }, batchSize: number): number {
  return (from.steps * from.batchSize) / batchSize;
}
