/** Reads a long JSON text in steps: finds where the items of its lists and the fields of its records end, and leaves each of them to JSON.parse. */

type Restored = (value: unknown, depth: number) => unknown;

/** Fields called so make a record something else: it is read as a whole. */
const TAG = '$';

/** `restore` is given every value that was read as a whole, and how deep it lies. Throws an Error where the text is not JSON. */
export function* readInSteps(text: string, levels: number, restore: Restored): Generator<undefined, unknown, undefined> {
  const reader = new Reader(text);
  const value = yield* reader.value(0, levels, restore);
  reader.expectEnd();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  *value(depth: number, levels: number, restore: Restored): Generator<undefined, unknown, undefined> {
    const start = this.#skipBlanks();
    if (depth < levels) {
      if (this.#takes('[')) return yield* this.#list(depth, levels, restore);
      if (this.#takes('{')) {
        const record = yield* this.#record(depth, levels, restore);
        if (record !== null) return record;
        this.#at = start;
      }
    }
    this.#skipValue();
    yield;
    return restore(JSON.parse(this.#text.slice(start, this.#at)), depth);
  }

  expectEnd(): void {
    if (this.#skipBlanks() < this.#text.length) throw this.#unexpected();
  }

  *#list(depth: number, levels: number, restore: Restored): Generator<undefined, readonly unknown[], undefined> {
    const items: unknown[] = [];
    if (this.#takes(']')) return items;
    for (;;) {
      items.push(yield* this.value(depth + 1, levels, restore));
      if (this.#takes(']')) return items;
      this.#take(',');
    }
  }

  /** null for one with a tag. */
  *#record(depth: number, levels: number, restore: Restored): Generator<undefined, object | null, undefined> {
    const fields: [string, unknown][] = [];
    if (this.#takes('}')) return {};
    for (;;) {
      const key = this.#key();
      if (key === TAG) return null;
      this.#take(':');
      fields.push([key, yield* this.value(depth + 1, levels, restore)]);
      // Of a field that is there twice the last one counts, and `__proto__` is a field like any other, as JSON.parse has it.
      if (this.#takes('}')) return Object.fromEntries(fields);
      this.#take(',');
    }
  }

  #key(): string {
    const start = this.#skipBlanks();
    if (this.#text[start] !== '"') throw this.#unexpected();
    this.#skipText();
    const key: unknown = JSON.parse(this.#text.slice(start, this.#at));
    return String(key);
  }

  /** To the end of the value, going by brackets alone: JSON.parse says what is wrong inside. */
  #skipValue(): void {
    let open = 0;
    while (this.#at < this.#text.length) {
      const letter = this.#text[this.#at];
      if (letter === '"') {
        this.#skipText();
        if (open === 0) return;
        continue;
      }
      if (letter === '[' || letter === '{') open++;
      if (letter === ']' || letter === '}') open--;
      if (open < 0 || (open === 0 && letter === ',')) return;
      this.#at++;
      if (open === 0 && (letter === ']' || letter === '}')) return;
    }
  }

  /** Behind the quotation mark that ends a text which begins here. */
  #skipText(): void {
    for (let end = this.#at + 1; ; end++) {
      end = this.#text.indexOf('"', end);
      if (end < 0) throw new SyntaxError('Unterminated string in JSON');
      let before = end - 1;
      while (this.#text[before] === '\\') before--;
      if ((end - before) % 2 === 0) continue;
      this.#at = end + 1;
      return;
    }
  }

  #take(letter: string): void {
    if (!this.#takes(letter)) throw this.#unexpected();
  }

  #takes(letter: string): boolean {
    if (this.#text[this.#skipBlanks()] !== letter) return false;
    this.#at++;
    return true;
  }

  #skipBlanks(): number {
    while (BLANKS.includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at++;
    return this.#at;
  }

  #unexpected(): SyntaxError {
    const found = this.#text.at(this.#at);
    return new SyntaxError(
      found === undefined ? 'Unexpected end of JSON input' : `Unexpected token ${JSON.stringify(found)} in JSON at position ${this.#at}`,
    );
  }
}

const BLANKS = ' \t\n\r';
