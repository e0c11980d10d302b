/** What files seem to hold before they are imported, as the importers themselves read them. */
import type { SampleImages } from '#core/data/sample-images';
import type { DataShape } from '#core/data/table';

export type Inspection = TableInspection | RecordsInspection | Unreadable;

/** A table of text. */
export interface TableInspection {
  readonly kind: 'table';
  /** False where only the first part of the file was looked at: then all numbers are of that part. */
  readonly isWhole: boolean;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly decimalMark: '.' | ',';
  readonly hasHeader: boolean;
  readonly columns: readonly InspectedColumn[];
  /** The first rows of data, as cells. */
  readonly head: readonly (readonly string[])[];
  /** Rows that would be kept. */
  readonly rows: number;
  /** Rows with a missing value in a column that is used: how many, and of the first ones the line and the column. */
  readonly incomplete: { readonly rows: number; readonly first: readonly { readonly line: number; readonly column: string }[] };
  /** How many features there would be; null where the import would fail. */
  readonly features: number | null;
  /** How many classes the target would have, or that it is a number; null where the import would fail. */
  readonly target: { readonly kind: 'class'; readonly classes: number | null } | { readonly kind: 'value' } | null;
  /** The sentence with which the import would fail. */
  readonly problem: string | null;
}

export interface InspectedColumn {
  readonly name: string;
  readonly kind: 'number' | 'words' | 'empty';
  readonly missing: number;
  readonly role: 'target' | 'feature' | 'unused';
}

/** Images or arrays, read to the end. */
export interface RecordsInspection {
  readonly kind: 'images' | 'idx' | 'cifar' | 'arrays';
  readonly shape: DataShape;
  readonly classNames: readonly string[] | null;
  readonly classCounts: readonly number[] | null;
  readonly images: SampleImages | null;
}

/** What no importer can read, and why; `isPart`: there was only a part to look at, so the import may do better. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly isPart: boolean;
  readonly problem: string;
}
