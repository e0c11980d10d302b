/** `data import`: brings files and folders of this computer into the lab. */
import { EXIT, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { targetInWords } from '#cli/show-commands';
import { count } from '#cli/words';
import type { Lab } from '#lab/lab';

export type ImportRequest = Parameters<Lab['importPaths']>[1];

/** Ctrl+C ends it, and nothing is kept. */
export async function dataImportCommand(
  importPaths: Lab['importPaths'],
  paths: readonly string[],
  request: ImportRequest,
  options: OutputOptions,
  io: Io,
): Promise<number> {
  const controller = new AbortController();
  const forget = io.onInterrupt(() => controller.abort());
  let told = 0;
  const onProgress = (part: number): void => {
    const tenths = Math.floor(part * 10);
    if (tenths <= told || options.quiet || options.json) return;
    told = tenths;
    io.err(`Reading: ${tenths * 10} %`);
  };
  try {
    const dataset = await importPaths(paths, request, { onProgress, signal: controller.signal });
    if (options.json) writeJson(io, { dataset });
    else if (!options.quiet) {
      const { rows, features, givenSplit } = dataset.shape;
      io.out(`Imported "${dataset.name}": ${count(rows, 'row')}, ${count(features, 'feature')}, target ${targetInWords(dataset)}.`);
      if (givenSplit !== undefined) {
        const parts = `${count(givenSplit.trainRows, 'training row')} and ${count(rows - givenSplit.trainRows, 'test row')}`;
        io.out(`It has ${parts} of its own; "split": { "use": "file", "train": 1, "validation": 0, "test": 1 } keeps them.`);
      }
      io.out(`Use it in an experiment as "source": ${JSON.stringify({ kind: 'dataset', name: dataset.name })}`);
    }
    return EXIT.done;
  } finally {
    forget();
  }
}
