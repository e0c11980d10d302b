/** Data as the lab holds it: a table of features with one target per row, and the same cut into splits. */

export type Target =
  | {
      readonly kind: 'class';
      /** Column that named the classes; absent from made data. */ readonly name?: string;
      /** [rows], 0 .. classNames.length - 1 */ readonly labels: Int32Array;
      readonly classNames: readonly string[];
    }
  | { readonly kind: 'value'; readonly name: string; /** [rows] */ readonly values: Float32Array };

/** How the features of a row lie: as the pixels of an image, [channels, height, width]. */
export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The data's own division: its first rows are for training, the others for testing. */
export interface GivenSplit {
  readonly trainRows: number;
}

export interface Table {
  /** Row-major [rows, featureNames.length]. NaN is a missing value; there is none in prepared data. */
  readonly features: Float32Array;
  readonly featureNames: readonly string[];
  readonly rows: number;
  readonly target: Target;
  /** Absent where the features are not pixels. */
  readonly image?: ImageShape;
  /** Absent where the data has no division of its own. */
  readonly givenSplit?: GivenSplit;
}

/** Row indices of each split; disjoint, together at most all rows. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** What an experiment trains on: the table after preprocessing (fitted on the training rows only), with its split. */
export interface PreparedData {
  readonly table: Table;
  readonly split: Split;
}

/** What validation and screens need to know of a data source without holding it. */
export interface DataShape {
  readonly rows: number;
  readonly features: number;
  readonly target: { readonly kind: 'class'; readonly classes: number } | { readonly kind: 'value' };
  readonly image?: ImageShape;
  readonly givenSplit?: GivenSplit;
}
