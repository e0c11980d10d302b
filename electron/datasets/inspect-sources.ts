/** Looks into files before they are imported: recognises them as the import does, and tells what it would make of them. */
import type { Inspection } from '#contract/inspection';
import { sampleImages } from '#core/data/sample-images';
import { dataShape } from '#core/data/shape';
import { summarize } from '#core/data/summary';
import { describe, LabError } from '#core/failure';
import type { ImportOptions } from '#datasets/import-options';
import { importRecognised, inMemory, recognised } from '#datasets/import-sources';
import { inspectTable } from '#datasets/inspect-table';
import type { InspectFile } from '#lab/ports/dataset-files';

/** `size` is that of the whole file, of which there may be only the first part. Throws nothing but what is no fault of the files. */
export function inspectFiles(files: readonly InspectFile[], options: ImportOptions, onProgress?: (part: number) => void): Inspection {
  const isPart = files.some(({ bytes, size }) => bytes.length < size);
  try {
    const { kind, files: inside } = recognised(inMemory(files));
    if (kind === 'text') return inspectTable(inside[0].name, inside[0].read(), options, !isPart);
    const table = importRecognised({ kind, files: inside }, options, onProgress);
    return {
      kind,
      shape: dataShape(table),
      classNames: table.target.kind === 'class' ? table.target.classNames : null,
      classCounts: summarize(table).classCounts,
      images: sampleImages(table),
    };
  } catch (error) {
    if (error instanceof LabError && error.failure.kind === 'badTable')
      return { kind: 'unreadable', isPart, problem: describe(error.failure) };
    throw error;
  }
}
