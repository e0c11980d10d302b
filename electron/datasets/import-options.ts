/** The types of an import, under short names. */
import type { ImportSource } from '#lab/ports/dataset-files';

export type { ImportOptions, ImportSource } from '#lab/ports/dataset-files';
export type ImportFile = Extract<ImportSource, { readonly kind: 'files' }>['files'][number];
