/** Main file of an engine process: becomes the engine that its owner asks for, then trains one job at a time. */
import { LabError } from '#core/failure';
import { openEngine } from '#engine/process/open-engine';
import { parentPort } from '#engine/process/parent-port';
import { serve } from '#engine/process/serve';

const port = parentPort();
// Ctrl+C and a polite end reach children too; the owner decides when an engine ends, so that runs are saved first.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

serve(port, async (id) => {
  try {
    return await openEngine(id);
  } catch (error) {
    if (error instanceof LabError && error.failure.kind === 'engineUnavailable') throw new Error(error.failure.reason, { cause: error });
    throw new Error(`its library could not be loaded: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
});
