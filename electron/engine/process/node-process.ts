/** Engine processes under Node: a forked child with structured clone as its messages. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { saysOutOfMemory } from '#engine/process/memory-words';
import type { EngineProcess, FromEngine, StartProcess } from '#engine/process/protocol';

const LAST_WORDS = 16_384;

/** Starts `entry` (by default the engine's own entry file) as a child that ends with this process. `environment` is added to its own. */
export function nodeProcess(
  entry: string = fileURLToPath(new URL('./entry.ts', import.meta.url)),
  environment: Readonly<Record<string, string>> = {},
): StartProcess {
  return (options): EngineProcess => {
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      env: { ...process.env, ...environment },
    });
    /** The end of what it wrote to its error stream: there V8 and native libraries say why they give up. */
    let lastWords = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (options?.isQuiet !== true) process.stderr.write(chunk);
      lastWords = (lastWords + chunk.toString('latin1')).slice(-LAST_WORDS);
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
          listener(reason, saysOutOfMemory(lastWords));
        };
        child.on('error', (error) => end(`it could not be started (${error.message}).`));
        // Not `exit`, after which there may be last words still to be read.
        child.on('close', (code, signal) => end(signal === null ? `it exited with code ${String(code)}.` : `it was ended by ${signal}.`));
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}
