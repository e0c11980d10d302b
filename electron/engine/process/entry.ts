/** Main file of an engine process: tells whether the runtime loads, then trains one job at a time. */
import { parentPort } from '#engine/process/parent-port';

const port = parentPort();
// Ctrl+C and a polite end reach children too; the owner decides when an engine ends, so that runs are saved first.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

try {
  // Loaded here and not at the top, so that a runtime that does not load can be reported.
  const { serve } = await import('#engine/process/serve');
  serve(port);
} catch (error) {
  port.post({ kind: 'unusable', reason: error instanceof Error ? error.message : String(error) });
}
