/** Where in a JSON text a problem is: the line of a syntax error, and the line of a field by its path. */

export type ParsedText = { readonly value: unknown } | { readonly problem: string; readonly line: number | null };

/** Reads JSON; what is wrong is said in the reader's own words, with its 1-based line. */
export function parseText(text: string): ParsedText {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /line (\d+) column \d+/.exec(message);
    const offset = /at position (\d+)/.exec(message);
    const line = place !== null ? Number(place[1]) : offset !== null ? lineAt(text, Number(offset[1])) : null;
    const isEnd = /end of (JSON|data)/i.test(message) || (offset !== null && Number(offset[1]) >= text.trimEnd().length);
    return {
      problem: isEnd
        ? 'The text ends too early: a bracket or a quotation mark is not closed.'
        : 'This is not valid JSON: look for a missing comma, quotation mark or bracket.',
      line: line ?? (isEnd ? lineAt(text, text.length) : null),
    };
  }
}

/** The 1-based line where the value at a path (`factors.0.values.2`) begins; the deepest part that exists, for a missing field. */
export function lineOf(text: string, path: string): number {
  const wanted = path === '' ? [] : path.split('.');
  let offset = 0;
  let best = 0;

  const skip = (): void => {
    while (/\s/.test(text.charAt(offset))) offset += 1;
  };
  const string = (): string => {
    const from = offset;
    offset += 1;
    while (text.charAt(offset) !== '"') offset += text.charAt(offset) === '\\' ? 2 : 1;
    offset += 1;
    return String(JSON.parse(text.slice(from, offset)));
  };
  // Walks one value; `depth` parts of the path are matched so far, -1 when the path has been left.
  const value = (depth: number): void => {
    skip();
    if (depth >= 0) best = offset;
    const open = text.charAt(offset);
    if (open === '"') {
      string();
      return;
    }
    if (open !== '{' && open !== '[') {
      while (offset < text.length && !/[\s,\]}]/.test(text.charAt(offset))) offset += 1;
      return;
    }
    offset += 1;
    for (let index = 0; ; index++) {
      skip();
      if (text.charAt(offset) === '}' || text.charAt(offset) === ']') break;
      const key = open === '{' ? string() : String(index);
      const isOn = depth >= 0 && depth < wanted.length && wanted[depth] === key;
      if (open === '{') {
        skip();
        offset += 1;
      }
      value(isOn ? depth + 1 : -1);
      skip();
      if (text.charAt(offset) === ',') offset += 1;
    }
    offset += 1;
  };
  value(0);
  return lineAt(text, best);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
