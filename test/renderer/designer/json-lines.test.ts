import { expect, it } from 'vitest';
import { lineOf, parseText } from '#renderer/features/designer/json-lines.ts';

const text = `{
  "name": "a \\"quoted\\" } name",
  "data": { "split": { "train": 0.5 } },
  "factors": [
    { "path": "batch.size", "values": [1, 2] },
    { "path": "x",
      "values": [true,
        3] }
  ]
}`;

it('finds the line of a field by its path', () => {
  const lines = ['name', 'data.split.train', 'factors.0', 'factors.1.path', 'factors.1.values.1', ''].map((path) => lineOf(text, path));
  expect(lines).toEqual([2, 3, 5, 6, 8, 1]);
});
it('points at the nearest field around one that is missing', () => {
  expect([lineOf(text, 'factors.1.other'), lineOf(text, 'seed')]).toEqual([6, 1]);
});
it('says in which line the JSON breaks', () => {
  expect([parseText('{\n  "a": 1\n  "b": 2\n}'), parseText('{\n  "a": 1,\n')]).toEqual([
    { problem: 'This is not valid JSON: look for a missing comma, quotation mark or bracket.', line: 3 },
    { problem: expect.stringContaining('ends too early') as string, line: 3 },
  ]);
});
it('gives the value of valid JSON', () => {
  expect(parseText('[1, {"a": null}]')).toEqual({ value: [1, { a: null }] });
});
