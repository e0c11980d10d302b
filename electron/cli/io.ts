/** What a command may do to the terminal it runs in; the real one is `process-io`, tests bring their own. */

export interface Io {
  /** A line (or several) of the result, on standard output. */
  out(text: string): void;
  /** A line for the person watching, on standard error. */
  err(text: string): void;
  /** True where standard error is a terminal that can redraw a line. */
  readonly isTerminal: boolean;
  /** Calls back once at the first Ctrl-C or request to end; returns its own end. */
  onInterrupt(callback: () => void): () => void;
}

/** How much a command says, and in which form. */
export interface OutputOptions {
  /** One JSON document on standard output, everything else on standard error. */
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What the process answers to whoever started it. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Writes the one JSON document of a command. Numbers that are not finite become null, typed arrays lists. */
export function writeJson(io: Io, document: unknown): void {
  io.out(JSON.stringify(document, (_, value: unknown) => (isTypedArray(value) ? Array.from(value) : value), 2));
}

function isTypedArray(value: unknown): value is ArrayLike<number> & ArrayBufferView {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** The command line itself is wrong: nothing was begun. */
export class UsageError extends Error {}
