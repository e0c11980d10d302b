/** The report of a comparison: one file, nothing from outside, every text a text. */
import { describe, expect, test } from 'vitest';
import { escapeHtml, reportHtml, type Report } from '#renderer/features/compare/report.ts';

const HOSTILE = "\"><script>alert(1)</script><img src=x onerror='alert(2)'> \u202eevil & =1+1";

const hostile: Report = {
  title: HOSTILE,
  writtenAt: HOSTILE,
  choices: [HOSTILE],
  findings: [{ verdict: HOSTILE, claim: HOSTILE, sentence: HOSTILE, evidence: [HOSTILE], rule: HOSTILE }],
  figures: [{ title: HOSTILE, subtitle: HOSTILE, svg: `<svg xmlns="http://www.w3.org/2000/svg"><text>it's</text></svg>` }],
  tables: [{ title: HOSTILE, table: { columns: [HOSTILE], rows: [[HOSTILE], [1.5], [null]] }, notes: [HOSTILE] }],
  provenance: [{ name: HOSTILE, facts: [[HOSTILE, HOSTILE]] }],
};

describe('a report', () => {
  const html = reportHtml(hostile);

  test('shows hostile names as text', () => {
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img src=x');
    expect(html.match(/<img /g)).toHaveLength(1);
    expect(html.split(escapeHtml(HOSTILE)).length - 1).toBeGreaterThanOrEqual(12);
  });

  test('asks for nothing from outside and runs nothing', () => {
    expect(html).toContain(`default-src 'none'`);
    expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target.slice(0, 5))).toEqual(['data:']);
  });

  test('holds the whole picture', () => {
    const source = /src="data:image\/svg\+xml;charset=utf-8,([^"]*)"/.exec(html)?.[1] ?? '';
    expect(decodeURIComponent(source)).toBe(hostile.figures[0].svg);
  });
});

test('right-to-left text cannot turn the words around it', () => {
  expect(escapeHtml('שלום')).toBe('<bdi>שלום</bdi>');
  expect(escapeHtml('a < b')).toBe('a &lt; b');
});
