/** Imported data sets, and previews of any data source. */
import type { ExperimentState } from '#contract/experiments';
import type { Projection } from '#core/data/projection';
import type { SampleImages } from '#core/data/sample-images';
import type { TableSummary } from '#core/data/summary';
import type { DataShape } from '#core/data/table';

export interface DatasetSummary {
  readonly name: string;
  readonly hash: string;
  readonly shape: DataShape;
  readonly featureNames: readonly string[];
  readonly targetName: string;
  readonly classNames: readonly string[] | null;
  readonly importedAt: number;
  /** Names of the files that it came from; empty where an older version did not keep them. */
  readonly files: readonly string[];
  /** Licence, source, citation: whatever a person wrote. */
  readonly note: string;
  /** How many experiments trained on exactly this content, those in the bin included. */
  readonly usedBy: number;
  readonly isDeleted: boolean;
}

/** An experiment that trained on a data set. */
export interface DatasetUse {
  readonly id: string;
  readonly name: string;
  readonly state: ExperimentState;
  readonly createdAt: number;
  readonly isDeleted: boolean;
}

export interface DatasetDetail {
  readonly dataset: DatasetSummary;
  readonly summary: TableSummary;
  /** Newest first. */
  readonly uses: readonly DatasetUse[];
}

/** Up to 2000 rows of a data source to draw: the first two features, and what more there is to see. */
export interface DataPreview {
  readonly shape: DataShape;
  readonly featureNames: readonly string[];
  readonly classNames: readonly string[] | null;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Class index of each row; null for regression. */
  readonly label: Int32Array | null;
  /** Of data with more than two features. */
  readonly projection: Projection | null;
  /** Of data whose features are pixels. */
  readonly images: SampleImages | null;
}
