/** Engine processes under Node: a forked child with structured clone as its messages. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { giveWay, HAS_SESSIONS } from '#engine/process/background';
import { LastWords } from '#engine/process/memory-words';
import type { EngineProcess, FromEngine, StartProcess } from '#engine/process/protocol';

/**
 * Starts `entry` (by default the engine's own entry file) as a child that ends with this process. `environment` is added to its own;
 * `isBesideScreens`: it gives way to them.
 */
export function nodeProcess(
  entry: string = fileURLToPath(new URL('./entry.ts', import.meta.url)),
  environment: Readonly<Record<string, string>> = {},
  isBesideScreens = false,
): StartProcess {
  return (options): EngineProcess => {
    const hasOwnSession = isBesideScreens && HAS_SESSIONS;
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      detached: hasOwnSession,
      env: { ...process.env, ...environment },
    });
    // Before it has threads, which take its priority over.
    if (isBesideScreens) giveWay(child.pid, hasOwnSession);
    const lastWords = new LastWords(options?.isQuiet === true);
    child.stderr?.on('data', (chunk: Buffer) => {
      lastWords.hear(chunk);
    });
    return {
      post(message) {
        // A child that has just died is reported by `exit`; sending to it is no error of its own.
        if (child.connected) child.send(message, () => undefined);
      },
      onMessage(listener) {
        // The child is this project's entry file, which sends nothing else.
        child.on('message', (message) => listener(message as FromEngine));
      },
      onExit(listener) {
        let isOver = false;
        const end = (reason: string): void => {
          if (isOver) return;
          isOver = true;
          listener(reason, lastWords.sayOutOfMemory());
        };
        child.on('error', (error) => end(`it could not be started (${error.message}).`));
        // Not `exit`, after which there may be last words still to be read.
        child.on('close', (code, signal) => end(signal === null ? `it exited with code ${String(code)}.` : `it was ended by ${signal}.`));
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
