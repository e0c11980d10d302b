/** What an engine process wrote to its error stream when it ended, and whether Node, V8 or ONNX Runtime said there that memory ran out. */

const KEPT_CHARACTERS = 16_384;

const SIGNS = [
  /out of memory/i,
  /bad_alloc/,
  /bad_array_new_length/,
  /(?:cannot|failed to) allocate/i,
  /allocation (?:of \d+ bytes )?failed/i,
  /ENOMEM/,
];

export function saysOutOfMemory(text: string): boolean {
  return SIGNS.some((sign) => sign.test(text));
}

/** The end of an error stream: there V8 and native libraries say why they give up. */
export class LastWords {
  private text = '';
  private readonly isQuiet: boolean;

  /** Unless it is quiet, what is heard goes on to the error stream of this process. */
  constructor(isQuiet: boolean) {
    this.isQuiet = isQuiet;
  }

  hear(chunk: Buffer): void {
    if (!this.isQuiet) process.stderr.write(chunk);
    this.text = (this.text + chunk.toString('latin1')).slice(-KEPT_CHARACTERS);
  }

  sayOutOfMemory(): boolean {
    return saysOutOfMemory(this.text);
  }
}
