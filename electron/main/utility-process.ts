/** Engine processes under Electron: utility processes, because a packaged app does not run as Node (its fuse is off). */
import { giveWay } from '#engine/process/background';
import { LastWords, saysOutOfMemory } from '#engine/process/memory-words';
import type { EngineProcess, FromEngine, StartProcess } from '#engine/process/protocol';

/** How long what was written last may take to arrive after the end. */
const LAST_WORDS_MS = 100;

/** What is needed of Electron's `UtilityProcess`. */
export interface UtilityChild {
  readonly stderr: NodeJS.ReadableStream | null;
  readonly pid: number | undefined;
  postMessage(message: object): void;
  kill(): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'error', listener: (type: 'FatalError', location: string, report: string) => void): unknown;
  once(event: 'spawn', listener: () => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
}

/** As Electron's `utilityProcess.fork`. */
export type Fork = (
  entry: string,
  argv: string[],
  options: { readonly serviceName: string; readonly stdio: ('ignore' | 'pipe')[] },
) => UtilityChild;

/** Starts the bundled engine entry; it ends with the app. */
export function electronProcess(entry: string, fork: Fork): StartProcess {
  return (options): EngineProcess => {
    const child = fork(entry, [], { serviceName: 'Batch Size Lab engine', stdio: ['ignore', 'ignore', 'pipe'] });
    const { stderr } = child;
    child.once('spawn', () => giveWay(child.pid));
    const lastWords = new LastWords(options?.isQuiet === true);
    const hear = (chunk: Buffer): void => {
      lastWords.hear(chunk);
    };
    stderr?.on('data', hear);
    let isHeapFull = false;
    // V8 gave up; the report is Node's own, which names the reason.
    child.on('error', (_type, location, report) => (isHeapFull ||= saysOutOfMemory(location) || saysOutOfMemory(report)));
    return {
      post: (message) => {
        child.postMessage(message);
      },
      onMessage: (listener) => {
        // The child is this project's entry file, which sends nothing else.
        child.on('message', (message) => listener(message as FromEngine));
      },
      onExit: (listener) => {
        child.once('exit', (code) => {
          // Electron takes all listeners from the stream at the exit, though there may be last words still to be read.
          process.nextTick(() => {
            if (stderr !== null && !stderr.listeners('data').includes(hear)) stderr.on('data', hear);
          });
          setTimeout(() => listener(`it exited with code ${String(code)}.`, isHeapFull || lastWords.sayOutOfMemory()), LAST_WORDS_MS);
        });
      },
      kill: () => void child.kill(),
    };
  };
}
