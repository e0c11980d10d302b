/** Notes in Markdown. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInline, readMarkdown, type Block, type Inline } from '#renderer/features/history/markdown.ts';

describe('reading notes', () => {
  test('headings, paragraphs, lists, quotes and code', () => {
    expect(readMarkdown('# Title\nOne\ntwo\n\n- a\n- b\n1. c\n> said\n```\n<b>\n```\nend')).toEqual([
      { kind: 'heading', level: 1, inner: [{ kind: 'text', text: 'Title' }] },
      { kind: 'paragraph', inner: [{ kind: 'text', text: 'One\ntwo' }] },
      { kind: 'list', isOrdered: false, items: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]] },
      { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'c' }]] },
      { kind: 'quote', inner: [{ kind: 'text', text: 'said' }] },
      { kind: 'code', text: '<b>' },
      { kind: 'paragraph', inner: [{ kind: 'text', text: 'end' }] },
    ] satisfies readonly Block[]);
  });

  test('emphasis within a line; an asterisk that ends nothing stays', () => {
    expect(readInline('a **b *c*** `**d**` 2 * 3')).toEqual([
      { kind: 'text', text: 'a **b ' },
      { kind: 'emphasis', inner: [{ kind: 'text', text: 'c' }] },
      { kind: 'text', text: '** ' },
      { kind: 'code', text: '**d**' },
      { kind: 'text', text: ' 2 * 3' },
    ] satisfies readonly Inline[]);
  });

  test('an address that would run something is text', () => {
    expect(readInline('[x](https://a.org)')).toEqual([{ kind: 'link', href: 'https://a.org', text: 'x' }]);
    for (const href of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'JaVaScRiPt:x', '//a.org']) {
      expect(readInline(`[x](${href})`)).toEqual([{ kind: 'text', text: `[x](${href})` }]);
    }
  });

  test('tags are text', () => {
    expect(readMarkdown('<script>alert(1)</script>')).toEqual([
      { kind: 'paragraph', inner: [{ kind: 'text', text: '<script>alert(1)</script>' }] },
    ]);
  });

  test('reads anything, and loses no word', () => {
    const notes = fc
      .array(fc.constantFrom('# ', '- ', '> ', '```', '\n', '**', '*', '`', '[', '](', ')', ' ', 'w', '1. ', '\r\n', '🦑'))
      .map((parts) => parts.join(''));
    const words = (text: string): number => text.split('w').length - 1;
    fc.assert(
      fc.property(notes, (text) => {
        // What stands on the line of a fence is its language, which is not shown.
        fc.pre(!/```[^\n]*w/.test(text));
        expect(words(JSON.stringify(readMarkdown(text)))).toBe(words(text));
      }),
    );
  });

  test('long notes of nothing but marks are read', () => {
    for (const mark of ['*', '`', '[', '**a', '[a](', '> ', '- ']) expect(readMarkdown(mark.repeat(20_000)).length).toBeGreaterThan(0);
  });
});
