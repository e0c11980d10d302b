/** Asks a fresh engine process whether it can be an engine here. A crash while it looks for a device costs only that process. */
import type { EngineId } from '#contract/engines';
import { LabError } from '#core/failure';
import type { Greeting, StartProcess, Started } from '#engine/process/protocol';

/** All engines greet at the same time and load large native libraries; on a machine that is busy already, 20 s were too few. */
const PATIENCE_SECONDS = 60;

/** Starts a process, waits for its first word and ends it. Throws LabError `engineUnavailable` if there is none in time. */
export function greet(startProcess: StartProcess, engine: EngineId, patienceSeconds = PATIENCE_SECONDS): Promise<Greeting & Started> {
  return new Promise((resolve, reject) => {
    const process = startProcess({ isQuiet: true });
    const refuse = (reason: string): void => {
      clearTimeout(timer);
      process.kill();
      reject(new LabError({ kind: 'engineUnavailable', engine, reason }));
    };
    const timer = setTimeout(() => refuse(silence(patienceSeconds)), patienceSeconds * 1000);
    process.onExit((reason) => refuse(`its process ended: ${reason}`));
    process.onMessage((message) => {
      if (message.kind === 'unusable') refuse(message.reason);
      if (message.kind !== 'ready') return;
      clearTimeout(timer);
      resolve(message);
      process.kill();
    });
    process.post({ kind: 'open', engine });
  });
}

function silence(seconds: number): string {
  return `its process did not answer within ${String(seconds)} seconds. The computer may be busy: close other programs and measure the engines again.`;
}
