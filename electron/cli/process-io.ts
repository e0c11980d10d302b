/** The terminal of this process: standard output and error, and what Ctrl-C and SIGTERM mean. */
import { EXIT } from '#cli/io';
import type { Io } from '#cli/io';

/** One Ctrl-C can arrive twice: from the terminal and forwarded by the npm that started us. */
const SAME_KEYPRESS_MS = 400;

/** The first interrupt asks politely, a second one (or one that nobody handles) ends the process at once. */
export function processIo(): Io {
  const listeners = new Set<() => void>();
  let askedAtMs: number | null = null;
  const interrupt = (): void => {
    if (askedAtMs === null && listeners.size > 0) {
      askedAtMs = performance.now();
      for (const listener of [...listeners]) listener();
    } else if (askedAtMs === null || performance.now() - askedAtMs > SAME_KEYPRESS_MS) {
      process.exit(EXIT.interrupted);
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader (`| head`) has gone: the rest of the result is for nobody.
    if (error.code === 'EPIPE') process.exit(EXIT.done);
    throw error;
  });
  // Nobody watches any more: that is no reason to end what is being trained.
  process.stderr.on('error', () => undefined);
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    isTerminal: process.stderr.isTTY,
    onInterrupt: (callback) => {
      listeners.add(callback);
      return () => void listeners.delete(callback);
    },
  };
}
