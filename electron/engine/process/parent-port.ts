/** The engine process's line to its owner: a forked child's IPC channel, or the parent port of an Electron utility process. */
import type { FromEngine, ToEngine } from '#engine/process/protocol';

export interface ParentPort {
  post(message: FromEngine): void;
  onMessage(listener: (message: ToEngine) => void): void;
}

/** What Electron adds to `process` in a utility process. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The line that this process was started with. Exits the process when the owner is gone. */
export function parentPort(): ParentPort {
  // Electron documents `process.parentPort`; Node's own types do not know it.
  const utility = (process as { readonly parentPort?: UtilityPort }).parentPort;
  if (utility !== undefined) {
    return {
      post: (message) => utility.postMessage(message),
      // Only the owner holds the other end, and it speaks this protocol.
      onMessage: (listener) => utility.on('message', (event) => listener(event.data as ToEngine)),
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    post(message) {
      if (process.connected) process.send?.(message);
    },
    // As above: only the owner holds the other end.
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToEngine)),
  };
}
