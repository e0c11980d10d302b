/** The engines of this computer, measured where they never were: that takes a while, which is said. */
import type { Io, OutputOptions } from '#cli/io';
import type { LabClient } from '#contract/contract';
import type { EngineReport } from '#contract/engines';

/** Engines that were measured before answer sooner, unless the computer is busy. */
const PATIENCE_MS = 5000;

export async function measuredEngines(
  client: LabClient,
  { isAgain, quiet }: { readonly isAgain: boolean } & Pick<OutputOptions, 'quiet'>,
  io: Io,
): Promise<readonly EngineReport[]> {
  const note = setTimeout(() => {
    if (!quiet) io.err('Measuring the engines of this computer; they are measured once.');
  }, PATIENCE_MS);
  try {
    return await client.call('engines.report', { isAgain });
  } finally {
    clearTimeout(note);
  }
}
