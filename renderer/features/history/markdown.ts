/**
 * Markdown as a person writes notes: headings, lists, quotes, code, emphasis, links. The result is data for components, never HTML,
 * so that whatever is not understood, tags included, stays text. Links are to the web or to a mail address only. Pure.
 */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong'; readonly inner: readonly Inline[] }
  | { readonly kind: 'emphasis'; readonly inner: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly text: string };

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly inner: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inner: readonly Inline[] }
  | { readonly kind: 'quote'; readonly inner: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

const HEADING = /^(#{1,6})\s+(.*)$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBERED = /^\s*\d{1,9}[.)]\s+(.*)$/;
const QUOTE = /^\s*>\s?(.*)$/;
const FENCE = /^\s*```/;

export function readMarkdown(source: string): readonly Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  /** Lines from here on as long as they match, as what the pattern caught. */
  const take = (pattern: RegExp): string[] => {
    const taken: string[] = [];
    for (let match = pattern.exec(lines[at] ?? '\n'); match !== null; match = pattern.exec(lines[at] ?? '\n')) {
      taken.push(match[1]);
      at++;
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = HEADING.exec(line);
    if (line.trim() === '') at++;
    else if (FENCE.test(line)) {
      const end = lines.findIndex((other, index) => index > at && FENCE.test(other));
      const last = end === -1 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') });
      at = last + 1;
    } else if (heading !== null) {
      const level = heading[1].length;
      blocks.push({ kind: 'heading', level: level === 1 ? 1 : level === 2 ? 2 : 3, inner: readInline(heading[2]) });
      at++;
    } else if (BULLET.test(line)) blocks.push({ kind: 'list', isOrdered: false, items: take(BULLET).map(readInline) });
    else if (NUMBERED.test(line)) blocks.push({ kind: 'list', isOrdered: true, items: take(NUMBERED).map(readInline) });
    else if (QUOTE.test(line)) blocks.push({ kind: 'quote', inner: readInline(take(QUOTE).join('\n')) });
    else blocks.push({ kind: 'paragraph', inner: readInline(take(PARAGRAPH_LINE).join('\n')) });
  }
  return blocks;
}

/** A line that begins nothing else. */
const PARAGRAPH_LINE = /^(?!\s*$)(?!#{1,6}\s)(?!\s*[-*+]\s)(?!\s*\d{1,9}[.)]\s)(?!\s*>)(?!\s*```)(.*)$/;

/** Each pattern looks only as far as its own end mark on the same text, so that long hostile notes cost no more than their length. */
const INLINE = /`([^`\n]+)`|\*\*([^*\s](?:[^*\n]*[^*\s])?)\*\*|\*([^*\s](?:[^*\n]*[^*\s])?)\*|\[([^\]\n]{1,200})\]\(([^)\s]{1,2000})\)/;

export function readInline(source: string): readonly Inline[] {
  const parts: Inline[] = [];
  /** Text that touches text is one. */
  const addText = (text: string): void => {
    const before = parts.at(-1);
    if (before?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: before.text + text };
    else if (text !== '') parts.push({ kind: 'text', text });
  };
  let rest = source;
  for (let match = INLINE.exec(rest); match !== null; match = INLINE.exec(rest)) {
    // A group that took no part is undefined, which the type of a match leaves out.
    const taken: readonly (string | undefined)[] = match.slice(1);
    const [whole] = match;
    const [code, strong, emphasis, label, href] = [0, 1, 2, 3, 4].map((group) => taken[group]);
    addText(rest.slice(0, match.index));
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (strong !== undefined) parts.push({ kind: 'strong', inner: readInline(strong) });
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', inner: readInline(emphasis) });
    else if (label !== undefined && href !== undefined && isSafe(href)) parts.push({ kind: 'link', href, text: label });
    else addText(whole);
    rest = rest.slice(match.index + whole.length);
  }
  addText(rest);
  return parts;
}

/** Nothing that runs: no javascript:, no data:, no file:. */
const isSafe = (href: string): boolean => /^(https?:\/\/|mailto:)/i.test(href);
