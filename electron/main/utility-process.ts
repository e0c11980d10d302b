/** Engine processes under Electron: utility processes, because a packaged app does not run as Node (its fuse is off). */
import type { EngineProcess, FromEngine, StartProcess } from '#engine/process/protocol';
import { utilityProcess } from 'electron';

/** Starts the bundled engine entry; it ends with the app. */
export function electronProcess(entry: string): StartProcess {
  return (options): EngineProcess => {
    const child = utilityProcess.fork(entry, [], {
      serviceName: 'Batch Size Lab engine',
      stdio: ['ignore', 'ignore', options?.isQuiet === true ? 'ignore' : 'inherit'],
    });
    return {
      post: (message) => child.postMessage(message),
      // The child is this project's entry file, which sends nothing else.
      onMessage: (listener) => void child.on('message', (message) => listener(message as FromEngine)),
      onExit: (listener) => void child.once('exit', (code) => listener(`it exited with code ${code}.`)),
      kill: () => void child.kill(),
    };
  };
}
