/** What the lab needs to read people's files and to keep imported data. */
import type { Inspection } from '#contract/inspection';
import type { MissingValues } from '#core/data/summary';
import type { Table } from '#core/data/table';

/** What is imported: files in memory, or paths on this computer (folders with all that is in them). */
export type ImportSource =
  | { readonly kind: 'files'; readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[] }
  | { readonly kind: 'paths'; readonly paths: readonly string[] };

/** What a person may say about the files; everything that is left out has a sensible default. */
export interface ImportOptions {
  /** Of text: the column to predict; null for the last one. */
  readonly target: string | null;
  readonly task: 'auto' | 'classification' | 'regression';
  /** Of text: lines above the table that are passed over. */
  readonly skipLines?: number;
  /** Of text: the columns to use as features; null for all. */
  readonly columns?: readonly string[] | null;
  /** Of text: the first row names the columns, or is data; left out: found out. */
  readonly hasHeader?: boolean;
  /** Of text: what becomes of missing values in features; `mean` is that of the training rows of each experiment. A missing target is never made up. */
  readonly missing?: 'refuse' | 'dropRows' | 'mean';
  /** Of text: columns of words are refused, or become one feature of 0 and 1 for each of their words. */
  readonly words?: 'refuse' | 'oneHot';
  /** Of images: their size, else the commonest one; `auto` is grey where no image is in colour. */
  readonly images?: { readonly width?: number; readonly height?: number; readonly colour?: 'auto' | 'grey' | 'colour' };
}

/** A table as it was read, with what became of missing values where there were any. */
export interface ImportedTable extends Table {
  readonly missing?: MissingValues;
}

/** A file to look into before it is imported: all of its bytes, or the first ones. */
export interface InspectFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

/** Reads and keeps imported data: content-addressed files below the data directory. */
export interface DatasetFiles {
  /**
   * Recognises the files by their content (CSV, IDX, CIFAR, NumPy, images, zip, tar) and reads them beside the main thread.
   * `onProgress` is told the part that is done, 0 to 1. Throws LabError, `cancelled` where the signal says so.
   */
  read(
    source: ImportSource,
    options: ImportOptions,
    watch?: { readonly onProgress?: (part: number) => void; readonly signal?: AbortSignal },
  ): Promise<ImportedTable>;
  /** What `read` would make of the files, or why it would fail; beside the main thread as well. */
  inspect(files: readonly InspectFile[], options: ImportOptions, watch?: { readonly signal?: AbortSignal }): Promise<Inspection>;
  /** Writes the table once under its content hash. */
  save(table: Table): { readonly hash: string; readonly file: string };
  load(file: string): Table;
  /** Returns the bytes that the disk has got back: none where the file was gone already. */
  remove(file: string): number;
  /** A table as the bytes of one file, for another lab. */
  pack(table: Table): Uint8Array<ArrayBuffer>;
  /** null where the bytes are no such file. What it says of itself is not checked: labels may name classes that it does not have. */
  unpack(bytes: Uint8Array): Table | null;
}
