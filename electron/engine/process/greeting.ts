/** Asks a fresh engine process what it is. */
import { LabError } from '#core/failure';
import type { StartProcess } from '#engine/process/protocol';

export interface Greeting {
  readonly version: string;
  readonly backends: readonly string[];
}

const PATIENCE_MS = 20_000;

/** Starts a process, waits for its first word and ends it. Throws LabError `engineUnavailable` if there is none. */
export function greet(startProcess: StartProcess): Promise<Greeting> {
  return new Promise((resolve, reject) => {
    const process = startProcess();
    const refuse = (reason: string): void => {
      clearTimeout(timer);
      process.kill();
      reject(new LabError({ kind: 'engineUnavailable', engine: 'onnx-cpu', reason }));
    };
    const timer = setTimeout(() => refuse('its process did not answer within 20 seconds.'), PATIENCE_MS);
    process.onExit((reason) => refuse(`its process ended: ${reason}`));
    process.onMessage((message) => {
      if (message.kind === 'unusable') refuse(`ONNX Runtime could not be loaded: ${message.reason}`);
      if (message.kind !== 'ready') return;
      clearTimeout(timer);
      resolve({ version: message.version, backends: message.backends });
      process.kill();
    });
  });
}
