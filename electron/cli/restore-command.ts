/** `restore`: a backup takes the place of the history, also of one that does not open any more. */
import { EXIT, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { defaultDataDirectory } from '#host/compose-lab';
import { restoreBackup } from '#store/open-store';

/** Throws LabError where there is no such backup, it is not whole, or another program has the history open. */
export function restoreCommand(dataDirectory: string | null, backup: string | null, options: OutputOptions, io: Io): number {
  const restored = restoreBackup(dataDirectory ?? defaultDataDirectory(), backup);
  if (options.json) writeJson(io, { restored });
  else if (!options.quiet) io.out(`Restored ${restored}. The history that was there lies in the folder "kept-aside".`);
  return EXIT.done;
}
