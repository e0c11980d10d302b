/** Where a text stops being JSON. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonError } from '#cli/json-error';

test.each([
  ['{"a": x}', 1, 7, 'a value is expected, not x'],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or } is expected, not "'],
  ['{"a": [1, 2,]}', 1, 13, 'there is a comma too many before this ]'],
  ['{"a": 1,\n}', 2, 1, 'there is a comma too many before this }'],
  ['{a: 1}', 1, 2, 'a name in quotation marks is expected, not a'],
  ['{"a" 1}', 1, 6, 'a colon is expected, not 1'],
  ['{"a": 1', 1, 8, 'the text ends where a comma or } is expected'],
  ['{"a": "one\n"}', 1, 7, 'this text in quotation marks does not end, or holds a character that JSON does not allow'],
  ['{"a": 01}', 1, 7, 'a value is expected, not 0'],
  ['{} {}', 1, 4, 'the end of the text is expected, not {'],
  ['{"seed": 1,\n "seed": 2}', 2, 2, 'the name "seed" is given twice'],
  ['{"a": NaN}', 1, 7, 'a value is expected, not N'],
])('names line and column of the mistake in %j', (text, line, column, problem) => {
  expect(findJsonError(text)).toEqual({ line, column, problem });
});

test('finds nothing in any JSON, however it is laid out', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      expect(findJsonError(JSON.stringify(value, null, indent))).toBeNull();
    }),
  );
});

test('finds a mistake in a damaged text exactly where JSON.parse refuses it', () => {
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '"a"',
    '"b"',
    '1',
    '-',
    '.',
    'e5',
    'true',
    'nul',
    ' ',
    '\n',
    '\\',
    '\\u12',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const error = findJsonError(text);
      expect(error === null || error.problem.endsWith('is given twice')).toBe(parses(text));
    }),
    { numRuns: 2000 },
  );
});
