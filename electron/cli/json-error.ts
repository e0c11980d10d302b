/** Finds where a text stops being JSON, by line and column, because JSON.parse often does not say. Leaves the values to JSON.parse. */

export interface JsonError {
  /** 1-based, as an editor counts. */
  readonly line: number;
  readonly column: number;
  readonly problem: string;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

class Problem extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** The first mistake of a text, or null where it is JSON. A name given twice is a mistake too: one of its values would be lost. */
export function findJsonError(text: string): JsonError | null {
  let offset = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0] ?? null;
    offset += found?.length ?? 0;
    return found;
  };
  const next = (): string => {
    take(SPACE);
    return text.charAt(offset);
  };
  const fail = (expected: string): never => {
    const found = text.charAt(offset);
    throw new Problem(offset, found === '' ? `the text ends where ${expected} is expected` : `${expected} is expected, not ${found}`);
  };
  const stringAt = (expected: string): string => {
    if (next() !== '"') return fail(expected);
    const start = offset;
    const token = take(STRING);
    if (token === null)
      throw new Problem(start, 'this text in quotation marks does not end, or holds a character that JSON does not allow');
    return token;
  };
  /** Reads `item, item, ...` up to the closing bracket. */
  const list = (close: string, item: () => void): void => {
    offset += 1;
    if (next() === close) {
      offset += 1;
      return;
    }
    for (;;) {
      item();
      const mark = next();
      if (mark !== ',' && mark !== close) fail(`a comma or ${close}`);
      offset += 1;
      if (mark === close) return;
      if (next() === close) throw new Problem(offset, `there is a comma too many before this ${close}`);
    }
  };
  const value = (depth: number): void => {
    if (depth > 50) throw new Problem(offset, 'the brackets are nested too deeply');
    const mark = next();
    if (mark === '[') list(']', () => value(depth + 1));
    else if (mark === '{') {
      const names = new Set<string>();
      list('}', () => {
        const token = stringAt('a name in quotation marks');
        if (names.has(token)) throw new Problem(offset - token.length, `the name ${token} is given twice`);
        names.add(token);
        if (next() !== ':') fail('a colon');
        offset += 1;
        value(depth + 1);
      });
    } else if (mark === '"') stringAt('a value');
    else if (take(SCALAR) === null) fail('a value');
  };
  try {
    value(0);
    if (next() !== '') fail('the end of the text');
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const before = text.slice(0, error.offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, problem: error.message };
  }
}
