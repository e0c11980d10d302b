/** Main file of an engine process: tells whether the runtime loads, then trains one job at a time. */
import { parentPort } from '#engine/process/parent-port';

const port = parentPort();
// A terminal's Ctrl+C reaches children too; the owner decides when an engine ends, so that runs are saved first.
process.on('SIGINT', () => undefined);

try {
  // Loaded here and not at the top, so that a runtime that does not load can be reported.
  const { serve } = await import('#engine/process/serve');
  serve(port);
} catch (error) {
  port.post({ kind: 'unusable', reason: error instanceof Error ? error.message : String(error) });
}
