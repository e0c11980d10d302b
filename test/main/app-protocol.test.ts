/** What the app's own scheme answers: the built renderer with its policy, and 404. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { answerRequest } from '#main/app-protocol';
import { traversals } from '#test/support/traversals';

const folder = mkdtempSync(join(tmpdir(), 'batchlab-protocol-'));
const renderer = join(folder, 'renderer');
mkdirSync(join(renderer, 'folder.js'), { recursive: true });
writeFileSync(join(renderer, 'index.html'), '<!doctype html>');
writeFileSync(join(renderer, 'font.woff2'), Buffer.from([0, 255, 1]));
writeFileSync(join(folder, 'package.json'), 'outside');
afterAll(() => rmSync(folder, { recursive: true }));

test('pages and files come with type and policy', async () => {
  const page = await answerRequest('batchlab://app/?x', renderer);
  expect([page.status, await page.text()]).toEqual([200, '<!doctype html>']);
  expect(page.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'; script-src 'self'");
  expect(page.headers.get('X-Content-Type-Options')).toBe('nosniff');
  const font = await answerRequest('batchlab://app/font.woff2', renderer);
  expect([font.headers.get('Content-Type'), [...(await font.bytes())]]).toEqual(['font/woff2', [0, 255, 1]]);
});

test.each(traversals.map((target) => `batchlab://app${target}`).filter((url) => url !== 'batchlab://app'))(
  '%j is not found',
  async (url) => {
    expect((await answerRequest(url, renderer)).status).toBe(404);
  },
);

test.each(['batchlab://evil/index.html', 'http://app/index.html', 'batchlab://app', 'batchlab://app/none.js', 'batchlab://app/folder.js'])(
  '%j is not found',
  async (url) => {
    const answer = await answerRequest(url, renderer);
    expect([answer.status, await answer.text()]).toEqual([404, 'There is no such page.\n']);
  },
);
