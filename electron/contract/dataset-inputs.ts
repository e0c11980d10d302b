/** What the methods take that bring files in, checked at run time. */
import { z } from 'zod';
import { id } from '#contract/inputs';

const MOST_BYTES = 256 * 1024 * 1024;

export const datasetName = z.string().min(1).max(200);
export const dataset = z.strictObject({ name: datasetName });
export const datasetNames = z.strictObject({ names: z.array(datasetName).min(1).max(10_000) });
export const fileName = z.string().min(1).max(1000);
export const bytes = z.instanceof(Uint8Array).refine((value) => value.byteLength <= MOST_BYTES, 'more than 256 MB');

/** What a person may say about files that are imported; see `ImportOptions`. */
const importOptions = {
  target: z.string().min(1).max(1000).nullable(),
  task: z.enum(['auto', 'classification', 'regression']),
  skipLines: z.int().min(0).max(1_000_000).optional(),
  hasHeader: z.boolean().optional(),
  columns: z.array(z.string().min(1).max(1000)).nullable().optional(),
  missing: z.enum(['refuse', 'dropRows', 'mean']).optional(),
  words: z.enum(['refuse', 'oneHot']).optional(),
  images: z
    .strictObject({
      width: z.int().min(1).max(4096).optional(),
      height: z.int().min(1).max(4096).optional(),
      colour: z.enum(['auto', 'grey', 'colour']).optional(),
    })
    .optional(),
};

export const importFile = z.strictObject({
  name: datasetName,
  fileName,
  bytes,
  target: importOptions.target,
  task: importOptions.task,
});

export const importFiles = z.strictObject({
  importId: id,
  name: datasetName,
  files: z
    .array(z.strictObject({ name: fileName, bytes }))
    .min(1)
    .refine((files) => files.reduce((sum, file) => sum + file.bytes.byteLength, 0) <= MOST_BYTES, 'more than 256 MB'),
  ...importOptions,
});

export const inspect = z.strictObject({
  importId: id,
  files: z.array(z.strictObject({ name: fileName, bytes, size: z.int().min(0) })).min(1),
  ...importOptions,
});
