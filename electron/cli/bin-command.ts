/** `bin`: what lies in the bin, what refers to it, and deleting it for good once that was confirmed. */
import { EXIT, UsageError, writeJson } from '#cli/io';
import type { Io, OutputOptions } from '#cli/io';
import { count, megabytes, table } from '#cli/words';
import type { BinnedExperiment, BinReference } from '#contract/bin';
import type { LabClient } from '#contract/contract';

export interface BinRequest {
  /** Empty for all that is in the bin. */
  readonly ids: readonly string[];
  readonly isEmptying: boolean;
  readonly isConfirmed: boolean;
}

export async function binCommand(client: LabClient, request: BinRequest, options: OutputOptions, io: Io): Promise<number> {
  const { ids, isEmptying, isConfirmed } = request;
  const report = await client.call('bin.report', {});
  const chosen = ids.length === 0 ? report : report.filter(({ id }) => ids.includes(id));
  const missing = ids.filter((id) => !report.some((one) => one.id === id));
  if (missing.length > 0) throw new UsageError(`Not in the bin: ${missing.join(', ')}. See: batchlab bin`);
  if (!isEmptying) {
    if (options.json) writeJson(io, { experiments: chosen });
    else io.out(chosen.length === 0 ? 'The bin is empty.' : reportText(chosen));
    return EXIT.done;
  }
  if (chosen.length > 0 && !isConfirmed) {
    io.err(reportText(chosen));
    throw new UsageError('Nothing was deleted. What is deleted cannot be brought back; add --yes to delete it.');
  }
  if (chosen.length === 0) {
    if (options.json) writeJson(io, { experiments: 0, runs: 0, freedBytes: 0, isSpaceLater: false });
    else if (!options.quiet) io.out('The bin is empty.');
    return EXIT.done;
  }
  const emptied = await client.call('bin.empty', { ids: chosen.map(({ id }) => id) });
  if (options.json) writeJson(io, emptied);
  else if (!options.quiet) {
    const space = emptied.isSpaceLater ? 'their space comes back later' : `${megabytes(emptied.freedBytes)} given back to the disk`;
    io.out(`Deleted: ${count(emptied.experiments, 'experiment')}, ${count(emptied.runs, 'run')}; ${space}.`);
  }
  return EXIT.done;
}

function reportText(experiments: readonly BinnedExperiment[]): string {
  const rows = experiments.map(({ id, runs, bytes, name }) => [id, String(runs), megabytes(bytes), name]);
  const referred = experiments.flatMap(({ name, references }) => references.map((one) => `"${name}" ${referenceWords(one)}`));
  const runs = experiments.reduce((sum, one) => sum + one.runs, 0);
  const bytes = experiments.reduce((sum, one) => sum + one.bytes, 0);
  return [
    table(['Id', 'Runs', 'Size', 'Name'], rows),
    `${count(experiments.length, 'experiment')}, ${count(runs, 'run')}, about ${megabytes(bytes)}.`,
    ...referred,
  ].join('\n');
}

function referenceWords({ kind, name }: BinReference): string {
  switch (kind) {
    case 'comparison':
      return `is part of the saved comparison "${name}", which will show less without it.`;
    case 'repeat':
      return `was repeated by "${name}", which stays.`;
    case 'branch':
      return `was branched from by "${name}", which stays.`;
    default:
      return kind satisfies never;
  }
}
