/** Turns whatever went wrong into a sentence, an exit code and, for scripts, a JSON document. No stack ever. */
import { CommanderError } from 'commander';
import { EXIT, UsageError, writeJson } from '#cli/io';
import type { Io } from '#cli/io';
import { describe, failureOf } from '#core/failure';
import type { Failure } from '#core/failure';

/** What the person who wrote the command, the experiment file or the table can put right. */
const USAGE: ReadonlySet<Failure['kind']> = new Set<Failure['kind']>([
  'invalidSpec',
  'unreadableFile',
  'badTable',
  'badRequest',
  'notFound',
]);

/** With `json`, standard output carries `{error: {kind, message, ...}}` in place of the result. */
export function reportError(error: unknown, json: boolean, io: Io): number {
  const usageMessage = usageMessageOf(error);
  if (usageMessage !== null) {
    // Commander has written its own message already.
    if (!(error instanceof CommanderError)) io.err(usageMessage);
    if (json) writeJson(io, { error: { kind: 'usage', message: usageMessage } });
    return EXIT.usage;
  }
  const failure = failureOf(error);
  io.err(describe(failure));
  if (json) writeJson(io, { error: { ...failure, message: describe(failure) } });
  if (failure.kind === 'cancelled') return EXIT.interrupted;
  return USAGE.has(failure.kind) ? EXIT.usage : EXIT.failed;
}

function usageMessageOf(error: unknown): string | null {
  return error instanceof UsageError || error instanceof CommanderError ? error.message : null;
}
