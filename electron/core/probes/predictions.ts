/** What a network says about the rows of one split: right and wrong by class, how sure, and a few samples to look at. */
import type { ImageShape, Split } from '#core/data/table';

export interface PredictionQuestion {
  readonly split: keyof Split;
  /** Bins of the reliability diagram. */
  readonly bins: number;
  /** How many samples to show of each sort. */
  readonly samples: number;
  /** Points in each direction of the decision map; 0 for none. */
  readonly map: number;
}

export interface PredictionReport {
  readonly runId: string;
  /** Updates behind the weights that were asked. */
  readonly update: number;
  readonly epoch: number;
  readonly split: keyof Split;
  readonly rows: number;
  readonly loss: number;
  /** Accuracy, or R squared. */
  readonly score: number;
  readonly classes: ClassPredictions | null;
  readonly values: ValuePredictions | null;
  /** null where the data has not exactly two features, or no map was asked for. */
  readonly map: DecisionMap | null;
  readonly samples: PredictedSamples;
}

export interface ClassPredictions {
  readonly names: readonly string[];
  /** [true class, predicted class], row by row. */
  readonly confusion: Int32Array;
  /** Share of right answers of each class; NaN for a class without rows. */
  readonly accuracy: Float64Array;
  /** Share of right ones among the answers of each class; NaN for a class that is never answered. */
  readonly precision: Float64Array;
  readonly calibration: Calibration;
}

/** How sure the answers are (probability of the predicted class) against how often they are right (Guo et al. 2017). */
export interface Calibration {
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly count: number;
    /** Means over the bin; NaN where it is empty. */
    readonly confidence: number;
    readonly accuracy: number;
  }[];
  /** Expected calibration error: mean of |accuracy - confidence| over all rows, bin by bin. */
  readonly error: number;
}

/** At most 2000 rows, spread evenly. */
export interface ValuePredictions {
  readonly actual: Float32Array;
  readonly predicted: Float32Array;
}

/** What the network says at the points of a grid, in the units of the data as it came. */
export interface DecisionMap {
  readonly featureNames: readonly [string, string];
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** [y, x], row by row: the class answered and its probability; of values to predict the value, and class 0. */
  readonly answer: Int32Array;
  readonly value: Float32Array;
  /** Rows of the split to draw on top, at most 2000. */
  readonly points: {
    readonly x: Float32Array;
    readonly y: Float32Array;
    readonly label: Int32Array;
    readonly isRight: Uint8Array;
  };
}

export interface PredictedSample {
  /** Row of the data. */
  readonly row: number;
  /** Class index, or the value to predict. */
  readonly actual: number;
  readonly predicted: number;
  /** Of the predicted and of the true class; NaN for values. */
  readonly confidence: number;
  readonly ownProbability: number;
  readonly loss: number;
}

export interface PredictedSamples {
  /** Largest losses first. */
  readonly worst: readonly PredictedSample[];
  /** Drawn by the experiment's seed: the same ones at every moment. */
  readonly random: readonly PredictedSample[];
  /** Of the worst, then of the random ones: [images, channels, height, width], 0 to 255; null where the features are not pixels. */
  readonly images: { readonly shape: ImageShape; readonly pixels: Uint8Array } | null;
}
