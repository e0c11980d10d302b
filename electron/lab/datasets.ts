/** The methods of the library of imported data, and previews of any source. */
import type { Handlers } from '#contract/contract';
import type { DataLibrary } from '#lab/data-library';
import type { DatasetBin } from '#lab/dataset-bin';
import type { Imports } from '#lab/imports';

type DatasetHandlers = Pick<Handlers, Extract<keyof Handlers, `datasets.${string}`>>;

export function datasets(data: DataLibrary, imports: Imports, bin: DatasetBin): DatasetHandlers {
  return {
    'datasets.list': ({ inBin }) => data.list(inBin ?? false),
    'datasets.get': ({ name }) => data.detail(name),
    'datasets.rename': ({ name, newName }) => {
      data.rename(name, newName);
      return null;
    },
    'datasets.note': ({ name, note }) => {
      data.note(name, note);
      return null;
    },
    'datasets.bin': ({ name }) => {
      data.setDeleted(name, true);
      return null;
    },
    'datasets.restore': ({ name }) => {
      data.setDeleted(name, false);
      return null;
    },
    'datasets.empty': ({ names }) => bin.empty(names),
    'datasets.import': ({ fileName, bytes, ...request }) => data.import({ kind: 'files', files: [{ name: fileName, bytes }] }, request),
    'datasets.importFiles': ({ importId, files, ...request }) =>
      imports.run(importId, (watch) => data.import({ kind: 'files', files }, request, watch)),
    'datasets.inspect': ({ importId, files, ...options }) => imports.run(importId, (watch) => data.inspect(files, options, watch)),
    'datasets.cancelImport': ({ importId }) => {
      imports.cancel(importId);
      return null;
    },
    'datasets.preview': ({ source }) => data.preview(source),
    'datasets.shape': ({ source }) => data.sourceShape(source),
  };
}
