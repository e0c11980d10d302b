/** What probes find: plain numbers for screens, files and scorecards. Gradients are means over the batch unless said otherwise. */
import type { LineFit } from '#core/stats/line-fit';

/** A sample of values: Student t interval of the mean (95 %), and the 5, 25, 50, 75 and 95 % quantiles. */
export interface Spread {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly low: number;
  readonly high: number;
  readonly quantiles: readonly [number, number, number, number, number];
}

/** Weights that a result is about: after so many updates. */
export interface ProbedMoment {
  readonly runId: string;
  readonly update: number;
  readonly epoch: number;
}

/** Batches of one size. */
export interface GradientPoint {
  readonly batchSize: number;
  /** Of the mean gradient of a batch; see `summed` in `gradient` for the sum. */
  readonly norm: Spread;
  readonly squaredNorm: Spread;
  /**
   * What the mean of `squaredNorm` estimates, exactly: |G|^2 + tr(S) / B * (N - B) / (N - 1), with replacement |G|^2 + tr(S) / B. null
   * where samples have no gradients of their own.
   */
  readonly theory: number | null;
}

/** The gradient of all parameters, or of those of one layer; null what needs gradients of single samples where there are none. */
export interface GradientPart {
  /** "All layers", "1: dense, 50 relu", "Output". */
  readonly name: string;
  readonly parameters: number;
  /** |G|^2 of the mean gradient over all rows. */
  readonly fullSquaredNorm: number | null;
  /** tr(S): mean over rows of |g_i - G|^2. */
  readonly trace: number | null;
  /** tr(S) / |G|^2. */
  readonly noiseScale: number | null;
  readonly points: readonly GradientPoint[];
  /** Line through the mean squared norms of the summed gradient against B; null below two sizes. */
  readonly sumFit: LineFit | null;
}

/** Of probes that draw batches. */
interface Drawn {
  /** Left out: rows were drawn without replacement. */
  readonly withReplacement?: boolean | undefined;
  /** What the answer does not hold, and how to read it, in sentences; left out where there is nothing to say. */
  readonly notes?: readonly string[] | undefined;
}

export interface GradientResult extends ProbedMoment, Drawn {
  readonly kind: 'gradient';
  /** Training rows that batches were drawn from. */
  readonly rows: number;
  readonly trials: number;
  /** First all layers together, then each layer that learns. */
  readonly parts: readonly [GradientPart, ...GradientPart[]];
  /** null where samples have no gradients of their own. */
  readonly agreement: GradientAgreement | null;
}

/** How far the gradients of single samples point the same way. */
export interface GradientAgreement {
  /** |sum of gradients| / sum of |gradients| over the batches of each size: 1 where all point the same way. */
  readonly points: readonly { readonly batchSize: number; readonly ratio: Spread }[];
  /** Cosines between pairs of samples. null where there is no such pair; of values to predict there are no classes. */
  readonly cosines: { readonly all: Spread; readonly within: Spread | null; readonly between: Spread | null };
  /** How many rows the pairs were made of. */
  readonly rows: number;
}

export interface NoiseScaleResult extends ProbedMoment, Drawn {
  readonly kind: 'noiseScale';
  readonly rows: number;
  /** Over all rows: no estimate. First all layers together, then each layer; empty where samples have no gradients of their own. */
  readonly exact: readonly {
    readonly name: string;
    readonly fullSquaredNorm: number;
    readonly trace: number;
    readonly noiseScale: number;
  }[];
  readonly estimate: NoiseScaleEstimate;
}

/** From pairs of batches; numerator and denominator are averaged apart. */
export interface NoiseScaleEstimate {
  readonly smallBatch: number;
  readonly largeBatch: number;
  readonly trials: number;
  readonly fullSquaredNorm: number;
  readonly trace: number;
  /** NaN where the estimate of |G|^2 is not above zero. */
  readonly noiseScale: number;
  /** 95 % band; `high` is infinite where |G|^2 may be zero. */
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

export interface DistancesResult {
  readonly kind: 'distances';
  /** Names of the layers that learn. */
  readonly layers: readonly string[];
  readonly runs: readonly RunDistances[];
  /** Between the last known weights of the runs: total and per layer, [runs, runs] row by row. */
  readonly between: { readonly total: Float64Array; readonly layers: readonly Float64Array[] };
}

export interface RunDistances {
  readonly runId: string;
  /** Ascending; the first is the start. */
  readonly points: readonly DistancePoint[];
  /** Farthest that the run can have come after so many updates; null where its optimizer allows no such bound. */
  readonly reach: { readonly update: Float64Array; readonly radius: Float64Array; readonly rule: string } | null;
}

export interface DistancePoint {
  readonly update: number;
  readonly epoch: number;
  /** From the start. */
  readonly total: number;
  readonly layers: readonly number[];
  /** Sum of the distances between kept weights so far: at most the length of the real path. */
  readonly path: number;
  /** Of the full training loss. */
  readonly gradientNorm: number;
  /** Cosine between the full gradients here and at the previous point; null at the start. */
  readonly gradientCosine: number | null;
}

export interface SharpnessResult extends ProbedMoment {
  readonly kind: 'sharpness';
  readonly rows: number;
  readonly loss: number;
  readonly gradientNorm: number;
  /** Of the Hessian of the training loss, the largest in size, with its sign. */
  readonly eigenvalue: number;
  /** |H v - eigenvalue v| / |eigenvalue| at the end. */
  readonly residual: number;
  readonly iterations: number;
  /** 100 (largest loss in the box - loss) / (1 + loss); the box: every weight moved by at most size (|weight| + 1). */
  readonly boxes: readonly { readonly size: number; readonly largestLoss: number; readonly sharpness: number }[];
}

/** Losses and scores along a line; NaN where there is no such split. */
export interface LossCurve {
  readonly position: Float64Array;
  readonly trainLoss: Float64Array;
  readonly trainScore: Float64Array;
  readonly validationLoss: Float64Array;
  readonly validationScore: Float64Array;
  readonly testLoss: Float64Array;
  readonly testScore: Float64Array;
}

export interface SlicesResult extends ProbedMoment {
  readonly kind: 'slices';
  readonly curves: readonly LossCurve[];
}

export interface InterpolationResult {
  readonly kind: 'interpolation';
  readonly ends: readonly [ProbedMoment, ProbedMoment];
  readonly distance: number;
  /** Position 0 is the first, 1 the second. */
  readonly raw: LossCurve;
  /**
   * From the first towards the second, and from the second towards the first, with every unit of the direction as long as the
   * weights of that unit at position 0; null where it was not asked for.
   */
  readonly normalised: readonly [LossCurve, LossCurve] | null;
}

export interface PlaneResult {
  readonly kind: 'plane';
  readonly corners: readonly [ProbedMoment, ProbedMoment, ProbedMoment];
  /** Of the three in the plane, in distances of weights. */
  readonly coordinates: readonly (readonly [x: number, y: number])[];
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** [y, x], row by row. */
  readonly losses: Omit<LossCurve, 'position'>;
}

export interface OptimumResult {
  readonly kind: 'optimum';
  readonly runs: readonly RunOptimum[];
}

export interface RunOptimum {
  readonly runId: string;
  /** Coupled L2 that is part of what the run minimises: loss + weightDecay / 2 |w|^2. */
  readonly weightDecay: number;
  readonly batchSize: number;
  /** Least objective, and the loss and the norm of the weights there. */
  readonly objective: number;
  readonly loss: number;
  readonly weightNorm: number;
  /** Norm of the objective's gradient at the optimum that was found: how exact it is. */
  readonly gradientNorm: number;
  /** Ascending; the first is the start. */
  readonly points: readonly {
    readonly update: number;
    readonly epoch: number;
    readonly distance: number;
    /** Objective minus its least value. */
    readonly excess: number;
  }[];
}

export type ProbeResult =
  GradientResult | NoiseScaleResult | DistancesResult | SharpnessResult | SlicesResult | InterpolationResult | PlaneResult | OptimumResult;
